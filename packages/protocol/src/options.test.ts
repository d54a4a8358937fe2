import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOptions } from './options.ts'
import type { OptionType, OptionTypes } from './options.ts'
import { EMPTY_DICT, dictOf } from './values.ts'
import type { Dict } from './values.ts'

interface Known {
  readonly flag?: boolean
  readonly inner?: Dict
}

const TYPES: OptionTypes<Known> = { flag: 'boolean', inner: 'dict' }

const read = (...entries: [string, unknown][]) => readOptions(dictOf(entries), TYPES, 'X.Options')

const cases: Readonly<Record<OptionType, { right: readonly unknown[]; wrong: readonly unknown[] }>> = {
  boolean: { right: [true, false], wrong: [0, 1, 'true', [], {}] },
  string: { right: ['', 'a'], wrong: [7, true, ['a'], {}] },
  id: { right: [1, 2 ** 53], wrong: [0, -1, 1.5, '1', [1]] },
  natural: { right: [0, 10_000], wrong: [-1, 0.5, '1', Infinity] },
  ids: { right: [[], [1, 2]], wrong: [[0], ['a'], 1, { 0: 1 }] },
  strings: { right: [[], ['a']], wrong: [[1], 'a', {}] },
  dict: { right: [{}, { a: 1 }], wrong: [[1], 'a', 7, new Uint8Array()] },
}

for (const [type, { right, wrong }] of Object.entries(cases) as [OptionType, (typeof cases)[OptionType]][]) {
  const readAs = (value: unknown) => readOptions(dictOf([['key', value]]), { key: type }, 'X.Options')

  test(`an option of type ${type} is checked`, () => {
    for (const value of right) assert.deepEqual(readAs(value), dictOf([['key', value]]))
    for (const value of wrong)
      assert.throws(() => readAs(value), /^ProtocolViolation: X\.Options\.key must be .+, not .+/)
  })

  test(`null for an option of type ${type} counts as absent`, () => {
    assert.deepEqual(readAs(null), EMPTY_DICT)
  })
}

test('the error for a list names its first item of a wrong type', () => {
  const readAs = (type: OptionType, value: unknown) => () =>
    readOptions<{ key: unknown }>(dictOf([['key', value]]), { key: type }, 'X.Options')
  assert.throws(readAs('ids', [1, '2', 0]), {
    message: /a list of ids from 1 to 2\^53, not a list with the string "2"$/,
  })
  assert.throws(readAs('strings', ['a', null]), { message: /must be a list of strings, not a list with null$/ })
  assert.throws(readAs('ids', 5), { message: /not the number 5$/ })
})

test('unknown keys pass unchanged, also with null', () => {
  const entries: [string, unknown][] = [
    ['x_own', null],
    ['__proto__', 1],
    ['toString', 'a'],
    ['constructor', [2]],
  ]

  assert.deepEqual(read(...entries), dictOf(entries))
})

test('an empty list is an empty dictionary, as PHP writes it', () => {
  assert.equal(read(['inner', []]).inner, EMPTY_DICT)
})

test('empty options are always the same empty dictionary', () => {
  assert.equal(read(), EMPTY_DICT)
})

test('a text that begins with U+0000 is refused, because JSON would show it as bytes', () => {
  const readAs = (value: string) => readOptions(dictOf([['key', value]]), { key: 'string' }, 'X.Options')
  assert.throws(() => readAs('\u0000AAAA'), /^ProtocolViolation: X\.Options\.key must not begin with U\+0000/)
  assert.equal(readAs('A\u0000').key, 'A\u0000')
})
