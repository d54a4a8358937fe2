/** Batches for the fuzzer: several frames in one, as they should be, or cut, mislabelled or with the wrong separator. */
import assert from 'node:assert/strict'
import { BatchReader, ProtocolViolation, SEPARATOR } from '../../src/index.ts'
import type { Random } from './random.ts'

type Frame = string | Uint8Array

/** A batch of these frames. Bytes are given and returned as characters up to 255. */
export function batchOf(frames: readonly string[], isBinary: boolean, random: Random): string {
  const separator = random.once(4) ? SEPARATOR.autobahn : SEPARATOR.standard
  const batch = frames.map((frame) => (isBinary ? lengthText(frame.length) + frame : frame + separator)).join('')
  return random.once(3) ? spoilt(batch, isBinary, random) : batch
}

const lengthText = (length: number): string =>
  String.fromCharCode(length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255)

/** A batch that is wrong in one place. */
function spoilt(batch: string, isBinary: boolean, random: Random): string {
  const at = random.below(batch.length + 1)
  const mark = isBinary
    ? lengthText(random.pick([0, 1, random.below(99), batch.length, 2 ** 31, 2 ** 32 - 1]))
    : random.pick([SEPARATOR.standard, SEPARATOR.autobahn, '\n', ''])
  switch (random.below(5)) {
    case 0:
      return batch.slice(0, at)
    case 1:
      return batch.slice(at)
    case 2:
      return batch.slice(0, at) + mark + batch.slice(at)
    case 3:
      return mark + batch.slice(mark.length)
    default:
      return batch + mark
  }
}

/**
 * The messages of a batch; undefined for one that must be refused.
 * @throws Error when `BatchReader` finds others, or others after its frame was overwritten.
 */
export function messagesOf(batch: Frame, random: Random): readonly Frame[] | undefined {
  const wanted = typeof batch === 'string' ? textsOf(batch) : blocksOf(batch)
  assert.deepEqual(readBatch(batch, Infinity), wanted)
  if (wanted !== undefined) assert.deepEqual(readBatch(batch, random.below(wanted.length + 1)), wanted)
  return wanted
}

/** Reads a batch. After some messages it is settled, and the memory of its frame gets another content. */
function readBatch(batch: Frame, settledAt: number): readonly Frame[] | undefined {
  const frame = typeof batch === 'string' ? batch : batch.slice()
  try {
    const reader = new BatchReader(frame)
    const messages: Frame[] = []
    for (;;) {
      if (messages.length === settledAt) {
        reader.settle()
        if (typeof frame !== 'string') frame.fill(0xff)
      }
      const message = reader.next()
      if (message === undefined) break
      messages.push(typeof message === 'string' ? message : Uint8Array.from(message))
    }
    assert.deepEqual([reader.count, reader.left], [messages.length, 0])
    return messages
  } catch (error) {
    if (error instanceof ProtocolViolation) return undefined
    throw error
  }
}

/** Written in another way than `BatchReader`. */
function textsOf(batch: string): readonly string[] | undefined {
  const separator = batch.at(-1) === SEPARATOR.autobahn ? SEPARATOR.autobahn : SEPARATOR.standard
  const texts = batch.split(separator)
  return texts.pop() !== '' || texts.length === 0 || texts.includes('') ? undefined : texts
}

function blocksOf(batch: Uint8Array): readonly Uint8Array[] | undefined {
  if (batch.length === 0) return undefined
  const blocks: Uint8Array[] = []
  let rest = Buffer.from(batch)
  while (rest.length > 0) {
    if (rest.length < 4 || rest.readUInt32BE() > rest.length - 4) return undefined
    const end = 4 + rest.readUInt32BE()
    blocks.push(Uint8Array.from(rest.subarray(4, end)))
    rest = rest.subarray(end)
  }
  return blocks
}
