import assert from 'node:assert/strict'
import test from 'node:test'
import { LineSplitter } from './line-splitter.ts'

test('a line that comes in pieces is put together, also within a character', () => {
  const splitter = new LineSplitter()
  const bytes = Buffer.from('größe\nzwei')

  assert.deepEqual(splitter.push(bytes.subarray(0, 3)), [])
  assert.deepEqual(splitter.push(bytes.subarray(3)), ['größe'])
  assert.deepEqual(splitter.end(), ['zwei'])
})

test('a line that never ends is handed out in pieces', () => {
  const splitter = new LineSplitter()
  const pieces = splitter.push(Buffer.alloc(200_000, 'x'))

  assert.equal(pieces.length, 3)
  assert.ok((splitter.end()[0]?.length ?? 0) < 64 * 1024)
})

test('a cut never splits a character, and a long line that has an end is cut as well', () => {
  for (const end of ['', '\n']) {
    const splitter = new LineSplitter()
    const text = `x${'😀'.repeat(100_000)}`
    const lines = [...splitter.push(Buffer.from(text + end)), ...splitter.end()]
    assert.equal(lines.join(''), text)
    assert.ok(lines.every((line) => line.length <= 64 * 1024 && line.isWellFormed()))
  }
})
