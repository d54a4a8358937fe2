import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../settings/limits.ts'
import { readFrames } from '../../storage/read-frame.ts'
import { Outgoing } from './outgoing.ts'
import { framesOf } from './storage-link.ts'

const LARGEST_FRAME = 131_072

const entry = (n: number, message: string): Outgoing =>
  new Outgoing(
    {
      kind: 'message',
      n,
      message: { id: `${n}`, user: 'ada', thread: 'tea', message, at: n },
      isDirect: false,
      isPublished: false,
    },
    false,
  )

const nothing = () => {
  throw new Error('nothing is missing')
}

test('a batch goes out in few frames, and storage reads all of it in its order', () => {
  const batch = Array.from({ length: 500 }, (_, n) => entry(n, `text ${n}`))
  const frames = framesOf(batch)

  assert.equal(frames.length, 1)
  assert.deepEqual(
    frames.flatMap((text) => readFrames(text, nothing)).map((frame) => frame.sender?.id),
    batch.map(({ entry: { n } }) => `${n}`),
  )
})

test('the largest messages, of whatever characters, stay below the largest frame', () => {
  for (const character of ['a', '☕', '🫖', '\u0001', '"', '\ud800']) {
    const most = Math.floor(LIMITS.messageBytes / Buffer.byteLength(character))
    const batch = Array.from({ length: 20 }, (_, n) => entry(n, character.repeat(most)))
    const frames = framesOf([entry(99, 'short'), ...batch])
    const read = frames.flatMap((text) => readFrames(text, nothing))

    assert.ok(frames.every((text) => Buffer.byteLength(text) < LARGEST_FRAME))
    assert.deepEqual(
      read.map(({ kind }) => kind),
      Array.from({ length: 21 }, () => 'message'),
    )
  }
})
