import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PrefixTree } from './prefix-tree.ts'

const treeOf = (...keys: readonly string[]): PrefixTree<{ key: string }> => {
  const tree = new PrefixTree<{ key: string }>()
  for (const key of keys) tree.set(key, { key })
  return tree
}

const along = (tree: PrefixTree<{ key: string }>, text: string): readonly string[] => {
  const found: { key: string }[] = []
  tree.collect(text, found)
  return found.map(({ key }) => key)
}

test('the keys that are a prefix of a text are found, the shortest first', () => {
  const tree = treeOf('com.app', 'com.', '', 'com.apple', 'org.', 'com.b')
  assert.deepEqual(along(tree, 'com.application'), ['', 'com.', 'com.app'])
  assert.equal(tree.longest('com.application')?.key, 'com.app')
  assert.equal(tree.longest('net')?.key, '')
})

test('a key that shares its start with others is no prefix of them', () => {
  const tree = treeOf('com.abc', 'com.abd')
  assert.deepEqual(along(tree, 'com.ab'), [])
  assert.equal(tree.get('com.ab'), undefined)
})

test('setting a key again replaces its value', () => {
  const tree = treeOf('a')
  const value = { key: 'second' }
  tree.set('a', value)
  assert.equal(tree.get('a'), value)
  assert.equal(tree.size, 1)
})

test('a removed key is not found, and the others are', () => {
  const tree = treeOf('com.a', 'com.ab', 'com.ac')
  tree.delete('com.a')
  tree.delete('com.unknown')
  assert.deepEqual(along(tree, 'com.abc'), ['com.ab'])
  tree.delete('com.ab')
  assert.deepEqual(along(tree, 'com.abc'), [])
  assert.equal(tree.get('com.ac')?.key, 'com.ac')
  assert.equal(tree.size, 1)
})

test('after any history the tree agrees with a plain list of keys', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '.', '😀'), maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 40 }), key, (history, text) => {
      const tree = new PrefixTree<{ key: string }>()
      const keys = new Set<string>()
      for (const [isAdded, one] of history) {
        if (isAdded) tree.set(one, { key: one })
        else tree.delete(one)
        if (isAdded) keys.add(one)
        else keys.delete(one)
      }
      const expected = [...keys].filter((one) => text.startsWith(one)).toSorted((a, b) => a.length - b.length)
      assert.deepEqual(along(tree, text), expected)
      assert.equal(tree.longest(text)?.key, expected.at(-1))
      assert.equal(tree.size, keys.size)
    }),
  )
})
