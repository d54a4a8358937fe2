import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matches } from './pattern.ts'
import type { Pattern } from './pattern.ts'
import { PatternIndex } from './pattern-index.ts'

const indexOf = (...patterns: readonly Pattern[]): PatternIndex<Pattern> => {
  const index = new PatternIndex<Pattern>(SECRET)
  for (const pattern of patterns) index.set(pattern, pattern)
  return index
}

const uris = (found: readonly Pattern[]): readonly string[] => found.map(({ uri }) => uri)

const SECRET = 1

test('the same text with three match policies is three patterns', () => {
  const patterns = (['exact', 'prefix', 'wildcard'] as const).map((match) => ({ uri: 'com.a', match }))
  const index = indexOf(...patterns)
  assert.deepEqual(index.matching('com.a'), patterns)
  for (const pattern of patterns) assert.equal(index.get(pattern), pattern)
})

test('all matching patterns are found: the exact one, prefixes from the shortest to the longest, wildcards', () => {
  const index = indexOf(
    { uri: 'com..c', match: 'wildcard' },
    { uri: 'com.b', match: 'prefix' },
    { uri: 'com.b.c', match: 'exact' },
    { uri: '', match: 'prefix' },
    { uri: 'org..c', match: 'wildcard' },
    { uri: '..', match: 'wildcard' },
  )
  assert.deepEqual(uris(index.matching('com.b.c')), ['com.b.c', '', 'com.b', 'com..c', '..'])
  assert.deepEqual(uris(index.matching('net')), [''])
})

test('the best match is the exact one, else the longest prefix, else the most specific wildcard', () => {
  const index = indexOf(
    { uri: 'a1.b2.c3.d4.e55', match: 'exact' },
    { uri: 'a1.b2.c3', match: 'prefix' },
    { uri: 'a1.b2.c3.d4', match: 'prefix' },
    { uri: 'a1.b2..d4.e5', match: 'wildcard' },
    { uri: 'a1.b2.c33..e5', match: 'wildcard' },
    { uri: 'a1.b2..d4.e5..g7', match: 'wildcard' },
    { uri: 'a1.b2..d4..f6.g7', match: 'wildcard' },
  )
  const expected: Readonly<Record<string, string | undefined>> = {
    'a1.b2.c3.d4.e55': 'a1.b2.c3.d4.e55',
    'a1.b2.c3.d98.e74': 'a1.b2.c3',
    'a1.b2.c3.d4.e325': 'a1.b2.c3.d4',
    'a1.b2.c55.d4.e5': 'a1.b2..d4.e5',
    // The specification's example says `a1.b2.c33..e5`. It overlooks that prefixes match by characters: a prefix wins.
    'a1.b2.c33.d4.e5': 'a1.b2.c3',
    'a1.b2.c44.d4.e5': 'a1.b2..d4.e5',
    'a1.b2.c88.d4.e5.f6.g7': 'a1.b2..d4.e5..g7',
    'a2.b2.c2.d2.e2': undefined,
  }
  for (const [uri, best] of Object.entries(expected)) assert.equal(index.best(uri)?.uri, best, uri)
})

/** As the specification words it, for patterns that all match the same URI. */
function best(all: readonly Pattern[]): Pattern | undefined {
  const exact = all.find(({ match }) => match === 'exact')
  const prefixes = all.filter(({ match }) => match === 'prefix').toSorted((a, b) => b.uri.length - a.uri.length)
  const mask = ({ uri }: Pattern): string =>
    uri
      .split('.')
      .map((part) => (part === '' ? 'z' : 'a'))
      .join('')
  const wildcards = all
    .filter(({ match }) => match === 'wildcard')
    .toSorted((a, b) => (mask(a) < mask(b) ? -1 : mask(a) > mask(b) ? 1 : 0))
  return exact ?? prefixes[0] ?? wildcards[0]
}

test('after any history the index agrees with a plain list of patterns', () => {
  const part = fc.constantFrom('', 'a', 'b', 'ab')
  const uri = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
  const pattern = fc.record({ uri, match: fc.constantFrom('exact' as const, 'prefix' as const, 'wildcard' as const) })
  const history = fc.array(fc.tuple(fc.boolean(), pattern), { maxLength: 40 })
  fc.assert(
    fc.property(history, uri, (steps, asked) => {
      const index = new PatternIndex<Pattern>(SECRET)
      const held = new Map<string, Pattern>()
      for (const [isAdded, one] of steps) {
        const key = `${one.match} ${one.uri}`
        if (isAdded) held.set(key, one)
        else held.delete(key)
        if (isAdded) index.set(one, one)
        else index.delete(one)
      }
      const expected = [...held.values()].filter((one) => matches(one, asked))
      assert.deepEqual(new Set(index.matching(asked)), new Set(expected))
      assert.equal(index.best(asked), best(expected))
    }),
  )
})
