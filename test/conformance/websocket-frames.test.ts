/** The router's reader of WebSocket frames hears what `ws` hears, for frames good and bad, in reads of any length. */
import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import type { Writable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import * as ws from 'ws'
import { WebSocketReader } from '@wampeter/protocol'

const BYTES = 2_000

/** The receiver of `ws`, which its type declarations lack. */
const { Receiver } = ws as unknown as {
  Receiver: new (options: { isServer: boolean; maxPayload: number }) => Writable
}

interface Frame {
  readonly first: number
  readonly second: number
  readonly key: Uint8Array
  readonly payload: Uint8Array
}

/** Mostly what a client may send. */
const frames: fc.Arbitrary<Frame> = fc.record({
  first: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8a) },
    { weight: 1, arbitrary: fc.constantFrom(0x88) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  ),
  second: fc.oneof(
    { weight: 20, arbitrary: fc.constant(0x80) },
    { weight: 1, arbitrary: fc.constantFrom(0, 0xff, 0xfe) },
  ),
  key: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  payload: fc.oneof(
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 130 }) },
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => Buffer.from(text)) },
    {
      weight: 2,
      arbitrary: fc.integer({ min: 1000, max: 5000 }).map((code) => Buffer.of(code >> 8, code & 255, 0x61)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 600, maxLength: 1_100 }) },
  ),
})

function bytesOf({ first, second, key, payload }: Frame): Buffer {
  const { length } = payload
  const lengths = length < 126 ? [length] : [126, length >> 8, length & 0xff]
  const header = [first, second | (lengths[0] ?? 0), ...lengths.slice(1)]
  return Buffer.concat([Buffer.from(header), key, payload.map((byte, at) => byte ^ (key[at % 4] ?? 0))])
}

/** What `ws` hears: the events, and at last a close code if it fails. */
async function heardByWs(reads: readonly Buffer[]): Promise<unknown[]> {
  const heard: unknown[] = []
  const receiver = new Receiver({ isServer: true, maxPayload: BYTES })
  receiver.on('message', (data: Buffer, isBinary: boolean) => heard.push(['message', !isBinary, data.toString('hex')]))
  receiver.on('ping', (data: Buffer) => heard.push(['ping', data.toString('hex')]))
  receiver.on('pong', () => heard.push(['pong']))
  receiver.on('conclude', (code: number, reason: Buffer) => heard.push(['closing', code, reason.toString('hex')]))
  receiver.on('error', (error: object) => heard.push(['failed', statusOf(error)]))
  for (const read of reads) if (!receiver.writableEnded) receiver.write(Buffer.from(read))
  await new Promise((resolve) => setImmediate(resolve))
  return heard
}

const statusOf = (error: object): unknown =>
  Object.getOwnPropertySymbols(error)
    .filter((symbol) => symbol.description === 'status-code')
    .map((symbol) => Reflect.get(error, symbol))[0]

function heardByOurs(reads: readonly Buffer[]): unknown[] {
  const heard: unknown[] = []
  let isOver = false
  const note = (event: readonly unknown[]): void => {
    if (!isOver) heard.push(event)
    isOver ||= event[0] === 'failed' || event[0] === 'closing'
  }
  const checked = (bytes: Uint8Array, event: readonly unknown[]): void =>
    note(isUtf8(bytes) ? [...event, Buffer.from(bytes).toString('hex')] : ['failed', 1007])
  const reader = new WebSocketReader(
    {
      message: (bytes, isText) =>
        isText ? checked(bytes, ['message', true]) : note(['message', false, Buffer.from(bytes).toString('hex')]),
      ping: (bytes) => note(['ping', Buffer.from(bytes).toString('hex')]),
      pong: () => note(['pong']),
      closing: (code = 1005, reason) => checked(reason, ['closing', code]),
      tooLong: () => note(['failed', 1009]),
      failed: (code) => note(['failed', code]),
    },
    { bytes: BYTES, frames: 1_000 },
  )
  for (const read of reads) reader.read(Buffer.from(read))
  return heard
}

/** Completes a header: ours judges a whole header, and that of `ws` a part of it. */
const LAST = Buffer.alloc(14)

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const reads: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + (lengths[turn % lengths.length] ?? bytes.length)
    reads.push(bytes.subarray(at, end))
    at = end
  }
  return reads
}

test('our reader and that of `ws` hear the same', async () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3_000 })), {
    minLength: 1,
  })
  const kinds = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 12 }), lengths, async (sequence, sizes) => {
      const reads = cut(Buffer.concat([...sequence.map(bytesOf), LAST]), sizes)
      const expected = await heardByWs(reads)
      assert.deepEqual(heardByOurs(reads), expected)
      for (const [kind] of expected as [string][]) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }),
    { numRuns: 4_000 },
  )
  for (const kind of ['message', 'ping', 'pong', 'closing', 'failed']) assert.ok((kinds.get(kind) ?? 0) > 20, kind)
})
