import assert from 'node:assert/strict'
import test from 'node:test'
import { changed, ChangeError, readFileBlock } from './file-change.ts'

const block = (info: string, code: string) => {
  const read = readFileBlock(info, code)
  assert.ok(read)
  return read
}

test('a block without a place is the whole file', () => {
  assert.equal(changed('old\n', block('ts file=a.ts', 'new\n')), 'new\n')
})

test('a block at the end is separated by an empty line', () => {
  assert.equal(changed('one\n', block('ts file=a.ts at=end', 'two\n')), 'one\n\ntwo\n')
  assert.equal(changed('', block('ts file=a.ts at=end', 'two\n')), 'two\n')
})

test('a block after a line, or before one, keeps that line', () => {
  assert.equal(changed('a\nb\n', block('ts file=a.ts at=after', 'a\nnew\n')), 'a\nnew\nb\n')
  assert.equal(changed('a\nb\n', block('ts file=a.ts at=before', 'new\nb\n')), 'a\nnew\nb\n')
})

test('a block between two lines replaces what was there', () => {
  assert.equal(changed('a\n1\n2\n}\n}\n', block('ts file=a.ts at=between', 'a\n3\n}\n')), 'a\n3\n}\n}\n')
})

test('a line that is missing, or occurs twice, is named', () => {
  assert.throws(
    () => changed('b\n', block('ts file=a.ts at=after', '  a\nnew\n')),
    (error) => error instanceof ChangeError && error.message === "there is no line 'a'",
  )
  assert.throws(() => changed('a\na\n', block('ts file=a.ts at=after', 'a\nnew\n')), /more than one line 'a'/)
  assert.throws(() => changed('a\n', block('ts file=a.ts at=between', 'a\nnew\nz\n')), /after 'a' there is no line 'z'/)
})

test('other blocks belong in no file, and a place that does not exist is an error', () => {
  assert.equal(readFileBlock('js browser', 'x'), undefined)
  assert.throws(() => readFileBlock('ts file=a.ts at=top', 'x'), ChangeError)
})
