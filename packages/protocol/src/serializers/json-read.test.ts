import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ProtocolViolation } from '../errors.ts'
import { isDict } from '../values.ts'
import { readJson } from './json-read.ts'
import { scanJson } from './json-scan.ts'
import { tare } from './scales.ts'

function isMessage(text: string): boolean {
  tare(2 ** 30)
  try {
    scanJson(text)
    return true
  } catch (error) {
    assert.ok(error instanceof ProtocolViolation)
    return false
  }
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

const agrees = (text: string): void => assert.equal(isMessage(text), isList(text), JSON.stringify(text))

test('every character after every start of a value is accepted or refused as by the platform', () => {
  const starts = [
    '',
    '-',
    '0',
    '1',
    '1.',
    '1.5',
    '1e',
    '1e+',
    '1e5',
    't',
    'tru',
    'true',
    'nul',
    '"',
    '"\\',
    '"\\u00',
    '"a',
    '{',
    '{"a"',
    '{"a":',
    '[1',
    '[1,',
    '[]',
    ' ',
  ]
  for (const start of starts) {
    for (let code = 0; code < 0x180; code++) {
      const character = String.fromCharCode(code)
      for (const end of ['', '"', '}', ']', '0', ':1}', 'e"', '0a"']) agrees(`[${start}${character}${end}]`)
      agrees(`[1]${character}`)
      agrees(`${character}[1]`)
    }
  }
})

test('JSON texts, also with one character changed, are accepted or refused as by the platform', () => {
  const change = fc.tuple(
    fc.nat(200),
    fc.constantFrom(...'[]{},:"\\0123456789.eE+-tfn ', '\u0000', '\ud800', '\u00a0', ''),
  )
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.option(change), (value, edit) => {
      const text = JSON.stringify(value)
      const at = edit === null ? 0 : edit[0] % (text.length + 1)
      agrees(edit === null ? text : text.slice(0, at) + edit[1] + text.slice(at + 1))
    }),
    { numRuns: 5000 },
  )
})

test('values are read as by the platform, except for prototypes and large integers', () => {
  const unmarked = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value) => JSON.stringify(value))
  fc.assert(
    fc.property(unmarked, fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), null, indent)
      if (!spaced.includes('"\\u0000')) assert.deepEqual(asThePlatform(readJson(spaced)), JSON.parse(spaced))
    }),
    { numRuns: 2000 },
  )
})

test('numbers are read as by the platform, except for integers beyond 2^53', () => {
  const spelled = [
    '0',
    '-0',
    '7',
    '-7',
    '1.5',
    '1e3',
    '1E+3',
    '1e-3',
    '-1.25e2',
    '123456789012345',
    '9007199254740991',
    '9007199254740992',
    '-9007199254740992',
    '1e400',
    '1234567890123456.5',
    '12345678901234567e1',
    `1${'0'.repeat(309)}`,
    '0.1000000000000000055',
  ]
  assert.deepEqual(readJson(`[${spelled.join(', ')}]`), spelled.map(Number))
  assert.deepEqual(readJson('[9007199254740993,-9007199254740993,123456789012345678901234567890]'), [
    9_007_199_254_740_993n,
    -9_007_199_254_740_993n,
    123_456_789_012_345_678_901_234_567_890n,
  ])
})

test('the last of equal keys counts, and no key changes a prototype', () => {
  const read = readJson('{"a":1,"__proto__":{"polluted":true},"a":2,"\\u0061\\"":3}')

  assert.deepEqual(
    Object.entries(read as object).map(([key, value]) => [key, isDict(value) ? 'dict' : value]),
    [
      ['a', 2],
      ['__proto__', 'dict'],
      ['a"', 3],
    ],
  )
  assert.equal(Object.getPrototypeOf(read), null)
})

function asThePlatform(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(asThePlatform)
  if (!isDict(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asThePlatform(item)]))
}

test('the escapes of short and long strings read as the platform reads them', () => {
  const escaped = fc.array(
    fc.oneof(
      fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\ud83d\\ude00', '\\ud800', 'ä', 'a'),
      fc.integer({ min: 1, max: 0xffff }).map((code) => `\\u${code.toString(16).padStart(4, '0')}`),
    ),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(escaped, (parts) => {
      const text = `"x${parts.join('')}"`
      assert.equal(readJson(text), JSON.parse(text))
    }),
    { numRuns: 5000 },
  )
})
