import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWord } from './peer-words.ts'

test('the words of a page in a call are read, and anything else is dropped', () => {
  for (const word of [
    { kind: 'moved', session: 7 },
    { kind: 'showing', microphone: true, picture: 'screen' },
  ])
    assert.deepEqual(readWord(JSON.stringify(word)), word)
  for (const data of [
    ...['', '{', 'null', '[]', '7', new ArrayBuffer(3), undefined],
    '{"kind":"moved","session":"7"}',
    '{"kind":"showing","microphone":true,"picture":"<b>"}',
    JSON.stringify({ kind: 'moved', session: 7, more: 'x'.repeat(2_000) }),
  ])
    assert.equal(readWord(data), undefined, String(data))
})
