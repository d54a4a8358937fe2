import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ComponentHash } from './component-hash.ts'
import { WildcardIndex } from './wildcard-index.ts'

const [SECRET, ANOTHER] = [123_456_789_012_345, 5]
const SEARCHED = 300_000

const hashOf = (hash: ComponentHash, component: string): number => hash.of([component]).sum

/** Pairs of components that have one hash by this secret, as a client would find them that knows the secret. */
function collisions(secret: number): readonly (readonly [string, string])[] {
  const hash = new ComponentHash(secret)
  const known = new Map<number, string>()
  const pairs: [string, string][] = []
  for (let count = 0; count < SEARCHED; count++) {
    const component = `c${(count * 1_000_003 * 7_919).toString(36)}`
    const own = hashOf(hash, component)
    const other = known.get(own)
    if (other === undefined) known.set(own, component)
    else pairs.push([other, component])
  }
  return pairs
}

const found = collisions(SECRET)

test('a URI whose hash equals that of a pattern matches only if its text does', () => {
  assert.ok(found.length > 0)
  for (const [one, other] of found) {
    const index = new WildcardIndex<{ readonly name: string }>(SECRET)
    const value = { name: one }
    index.set(`${one}.`, value)
    assert.equal(index.best(`${one}.x`), value)
    assert.equal(index.best(`${other}.x`), undefined)
    const all: (typeof value)[] = []
    index.collect(`${other}.x`, all)
    assert.deepEqual(all, [])

    const both = { name: other }
    index.set(`${other}.`, both)
    index.delete(`${one}.`)
    assert.deepEqual([index.best(`${one}.x`), index.best(`${other}.x`)], [undefined, both])
  }
})

test('components that have one hash by one secret have different ones by another', () => {
  const hash = new ComponentHash(ANOTHER)
  for (const [one, other] of found) assert.notEqual(hashOf(hash, one), hashOf(hash, other))
})

test('hashes differ by the place of a component, by the order of characters, and by both bytes of a character', () => {
  const hash = new ComponentHash(SECRET)
  const texts = [
    'ab',
    'ba',
    '\u6162',
    '\u6261',
    '\u0161',
    '\u0261',
    'a',
    'a\0',
    '\0',
    '',
    'aa'.repeat(20),
    'ab'.repeat(20),
  ]
  assert.equal(new Set(texts.map((text) => hashOf(hash, text))).size, texts.length)
  assert.notEqual(hash.of(['a', 'b']).sum, hash.of(['b', 'a']).sum)
  assert.equal(new Set(hash.of(Array<string>(300).fill('a')).each).size, 300)
})

test('texts that have one hash whatever the factor, where a hash only multiplies (Thue–Morse), have different ones', () => {
  for (const letters of ['ab', '`a', '01', 'aA']) {
    let [one = '', other = ''] = letters
    while (one.length < 4_096) {
      ;[one, other] = [one + other, other + one]
      for (const secret of [SECRET, ANOTHER, 1, 2 ** 53 - 1]) {
        const hash = new ComponentHash(secret)
        assert.notEqual(hashOf(hash, one), hashOf(hash, other), `${letters}, ${one.length} characters`)
      }
    }
  }
})
