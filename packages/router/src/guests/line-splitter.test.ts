import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LineSplitter } from './line-splitter.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

test('a line that comes in pieces is one line, also where a character was cut', () => {
  const splitter = new LineSplitter()
  const said = bytes('größer\nzwei')
  const lines = [...said].flatMap((byte) => splitter.push(Uint8Array.of(byte)))
  assert.deepEqual([...lines, ...splitter.end()], ['größer', 'zwei'])
})

test('blank lines are left out, indentation and order are kept, CRLF is a line end', () => {
  const splitter = new LineSplitter()
  assert.deepEqual(splitter.push(bytes('a\r\n\n  \n  b  \nc\n')), ['a', '  b', 'c'])
  assert.deepEqual(splitter.end(), [])
})

test('a megabyte without a line end is handed out in marked pieces, and little is kept', () => {
  const splitter = new LineSplitter(1_000)
  const pieces = Array.from({ length: 1024 }, () => splitter.push(bytes('x'.repeat(1024)))).flat()
  const all = [...pieces, ...splitter.end()]
  assert.ok(all.every((piece) => piece.length <= 1_004))
  assert.ok(all.slice(0, -1).every((piece) => piece.endsWith(' …')))
  assert.ok(all.slice(1).every((piece) => piece.startsWith('… ')))
  assert.equal(all.join('').replaceAll(/[… ]/g, '').length, 1024 * 1024)
})

test('a cut never splits a character', () => {
  const splitter = new LineSplitter(4)
  const all = [...splitter.push(bytes('abc😀😀😀😀')), ...splitter.end()]
  assert.equal(all.join('').replaceAll(/[… ]/g, ''), 'abc😀😀😀😀')
})

test('bytes that are no UTF-8 become replacement characters and do no harm', () => {
  const splitter = new LineSplitter()
  assert.deepEqual(splitter.push(Uint8Array.of(0x61, 0xff, 0x62, 0x0a)), ['a\ufffdb'])
})

test('a line that looks like a mark is a line, and blank lines are counted', () => {
  const splitter = new LineSplitter(4)
  assert.deepEqual(splitter.push(bytes('…\n\n\n')), ['…'])
  assert.equal(splitter.ended, 3)
})

test('the rest of a long line is left out where it has only spaces', () => {
  const splitter = new LineSplitter(4)
  assert.deepEqual(splitter.push(bytes('abcd \nnext\n')), ['abcd …', 'next'])
})
