import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skeletonOf } from './confusables.ts'
import { nameProblem, normalName } from './user-name.ts'

const problem = (name: string) => nameProblem(normalName(name), { adminUser: 'RichardIII' })

test('names in every script are accepted', () => {
  for (const name of [
    'my user',
    'Zoë',
    'Łukasz',
    '李小龍',
    'علی',
    'نی‌ما',
    'हिन्दी',
    'O’Brien',
    '👩‍👩‍👧',
    "Robert'); DROP TABLE users;--",
    '<b>x</b>',
  ])
    assert.equal(problem(name), undefined, name)
})

test('composed and decomposed spellings are one name', () => {
  assert.equal(normalName('Zoe\u0308'), normalName('Zo\u00eb'))
  assert.equal(normalName('  my \n\t user '), 'my user')
})

test('names that show nothing, or that deceive, are refused', () => {
  for (const name of [
    '',
    '   ',
    '\u200b',
    '\u3164',
    '\u2800',
    '\u202eevil',
    'a\u0000b',
    '\ud800',
    'x\u200d',
    `Z${'\u0335'.repeat(6)}`,
  ])
    assert.notEqual(problem(name), undefined, JSON.stringify(name))
})

test('a name has at most 64 characters, and 128 bytes', () => {
  for (const name of ['x'.repeat(64), 'ж'.repeat(64), '李'.repeat(42), '𝕏'.repeat(32), `"\\`.repeat(32)])
    assert.equal(problem(name), undefined, name)
  assert.match(problem('x'.repeat(65)) ?? '', /at most 64 characters/)
  for (const name of ['李'.repeat(43), '𝕏'.repeat(33), `${'"'.repeat(40)}${'李'.repeat(17)}`])
    assert.match(problem(name) ?? '', /at most 128 bytes/, name)
})

test('names of workers, alice, bob and the administrator are reserved, and what looks like them', () => {
  for (const name of [
    'alice',
    'Alice',
    'аlісе',
    'bob',
    'b0b',
    'ＢＯＢ',
    'authenticator',
    'recorder',
    'presence',
    'broadcaster',
    'RichardIII',
    'Richardlll',
  ])
    assert.match(problem(name) ?? '', /reserved/, name)
})

test('names that a reader can confuse have one skeleton', () => {
  for (const [one, other] of [
    ['paypal', 'раураl'],
    ['Ian', 'lan'],
    ['Zoë', 'Zoe'],
    ['modern', 'modem'],
  ] as const)
    assert.equal(skeletonOf(one), skeletonOf(other), `${one} ${other}`)
  assert.notEqual(skeletonOf('ann'), skeletonOf('ben'))
})
