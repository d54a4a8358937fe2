import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebSocketReader } from './websocket-reader.ts'
import type { WebSocketEvents, WebSocketLimits } from './websocket-reader.ts'

const [FINAL, TEXT, BINARY, CLOSE, PING, PONG] = [0x80, 0x1, 0x2, 0x8, 0x9, 0xa]
const KEY = [0x12, 0x34, 0x56, 0x78]

/** A masked frame. */
function frame(first: number, payload: string | Uint8Array = '', key: readonly number[] = KEY): Buffer {
  const body = Buffer.from(payload)
  const { length } = body
  const header =
    length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 0xff] : [127, 0, 0, 0, 0, ...word(length)]
  header[0] = (header[0] ?? 0) | 0x80
  const masked = body.map((byte, index) => byte ^ (key[index % 4] ?? 0))
  return Buffer.concat([Buffer.from([first, ...header, ...key]), masked])
}

const word = (value: number): number[] => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]

function setUp(limits: Partial<WebSocketLimits> = {}) {
  const heard: unknown[] = []
  const events: WebSocketEvents = {
    message: (payload, isText) => heard.push(isText ? Buffer.from(payload).toString() : [...payload]),
    ping: (payload) => heard.push(['ping', Buffer.from(payload).toString()]),
    pong: () => heard.push('pong'),
    closing: (code, reason) => heard.push(['closing', code, Buffer.from(reason).toString()]),
    tooLong: (bytes) => heard.push(['too long', bytes]),
    failed: (code, why) => heard.push(['failed', code, why]),
  }
  const reader = new WebSocketReader(events, { bytes: 1_000_000, frames: 4, ...limits })
  return { heard, events, reader }
}

test('a text, bytes, pings, pongs and a close frame are read', () => {
  const { heard, reader } = setUp()
  const frames = [
    frame(FINAL | TEXT, '[1]'),
    frame(FINAL | BINARY, Uint8Array.of(1, 2, 255)),
    frame(FINAL | PING, 'here?'),
    frame(FINAL | PONG, 'there'),
    frame(FINAL | TEXT),
    frame(FINAL | CLOSE, Buffer.concat([Buffer.of(3, 0xe8), Buffer.from('bye')])),
  ]
  reader.read(Buffer.concat(frames))
  assert.deepEqual(heard, ['[1]', [1, 2, 255], ['ping', 'here?'], 'pong', '', ['closing', 1000, 'bye']])
})

test('frames of every length arrive whole, wherever the reads cut them', () => {
  for (const length of [0, 1, 125, 126, 511, 65_535, 65_536, 70_000]) {
    const text = 'abcdefg'.repeat(10_001).slice(0, length)
    const bytes = Buffer.concat([frame(FINAL | TEXT, text), frame(FINAL | PING, 'p')])
    for (const cut of [1, 2, 3, 7, 13, 14, 15, 500, 4_096, 65_537]) {
      const { heard, reader } = setUp()
      for (let at = 0; at < bytes.length; at += cut) {
        const part = Buffer.from(bytes.subarray(at, at + cut))
        assert.equal(reader.read(part), part.length)
      }
      assert.deepEqual(heard, [text, ['ping', 'p']], `${length} bytes in reads of ${cut}`)
    }
  }
})

test('the fragments of a message are joined, with a ping in between', () => {
  const { heard, reader } = setUp()
  for (const one of [frame(TEXT, 'one '), frame(FINAL | PING), frame(0, 'two '), frame(0), frame(FINAL, 'three')])
    reader.read(one)
  reader.read(frame(FINAL | TEXT, 'four'))
  assert.deepEqual(heard, [['ping', ''], 'one two three', 'four'])
})

test('small fragments after a large one do not each move the whole message', (t) => {
  const { heard, reader } = setUp({ frames: 1_000 })
  const moves = t.mock.method(Uint8Array.prototype, 'set')
  reader.read(frame(TEXT, 'x'.repeat(100_000)))
  for (let count = 0; count < 900; count++) reader.read(frame(0, 'y'))
  reader.read(frame(FINAL, 'z'))
  const bytes = moves.mock.calls.reduce((sum, { arguments: [{ length }] }) => sum + length, 0)
  assert.deepEqual(heard, [`${'x'.repeat(100_000)}${'y'.repeat(900)}z`])
  assert.ok(bytes < 500_000, `${bytes} bytes were moved`)
})

test('a message that lies whole in one read is not copied', () => {
  const { events, reader } = setUp()
  const bytes = frame(FINAL | BINARY, 'payload')
  let seen: Uint8Array | undefined
  events.message = (payload) => void (seen = payload)
  reader.read(bytes)
  assert.equal(seen?.buffer, bytes.buffer)
})

test('a reader that is stopped leaves the rest', () => {
  const { heard, events, reader } = setUp()
  const bytes = Buffer.concat([frame(FINAL | TEXT, 'one'), frame(FINAL | TEXT, 'two')])
  const { message } = events
  events.message = (payload, isText) => {
    message(payload, isText)
    reader.stop()
  }
  const read = reader.read(bytes)
  assert.deepEqual([read, heard], [9, ['one']])
  reader.read(bytes.subarray(read))
  assert.deepEqual(heard, ['one', 'two'])
})

test('a reader that is stopped in a frame which two reads have brought leaves only what follows', () => {
  const { heard, events, reader } = setUp()
  events.ping = () => reader.stop()
  const bytes = Buffer.concat([frame(FINAL | PING, 'long enough'), frame(FINAL | TEXT, 'after')])
  assert.equal(reader.read(bytes.subarray(0, 10)), 10)
  const rest = bytes.subarray(10)
  const read = reader.read(rest)
  assert.equal(read, 7)
  reader.read(rest.subarray(read))
  assert.deepEqual(heard, ['after'])
})

const violations: Readonly<Record<string, readonly [bytes: Buffer, code: number]>> = {
  'a frame without a mask': [Buffer.of(FINAL | TEXT, 1, 0x61), 1002],
  'a reserved bit': [frame(FINAL | 0x40 | TEXT, 'a'), 1002],
  'an unknown opcode': [frame(FINAL | 3), 1002],
  'an unknown control opcode': [frame(FINAL | 0xb), 1002],
  'a continuation of nothing': [frame(FINAL), 1002],
  'a message within another one': [Buffer.concat([frame(TEXT, 'a'), frame(FINAL | TEXT, 'b')]), 1002],
  'a fragmented ping': [frame(PING), 1002],
  'a ping of 126 bytes': [frame(FINAL | PING, 'p'.repeat(126)), 1002],
  'a close frame of one byte': [frame(FINAL | CLOSE, 'x'), 1002],
  'the close code 1005': [frame(FINAL | CLOSE, Buffer.of(3, 0xed)), 1002],
  'the close code 999': [frame(FINAL | CLOSE, Buffer.of(3, 0xe7)), 1002],
  'the close code 5000': [frame(FINAL | CLOSE, Buffer.of(0x13, 0x88)), 1002],
  'five frames, of four': [Buffer.concat([frame(TEXT), frame(0), frame(0), frame(0), frame(FINAL)]), 1008],
}

for (const [name, [bytes, code]] of Object.entries(violations))
  test(`${name} fails with ${code}, and nothing that follows is read`, () => {
    const { heard, reader } = setUp()
    const all = Buffer.concat([bytes, frame(FINAL | TEXT, 'after')])
    assert.equal(reader.read(all), all.length)
    reader.read(frame(FINAL | TEXT, 'later'))
    assert.equal(heard.length, 1)
    assert.deepEqual((heard[0] as unknown[]).slice(0, 2), ['failed', code])
  })

test('a message that is too long is refused as soon as its header says so', () => {
  const { heard, reader } = setUp({ bytes: 1_000 })
  reader.read(frame(TEXT, 'x'.repeat(600)))
  reader.read(frame(0, 'x'.repeat(401)).subarray(0, 8))
  reader.read(frame(FINAL | PING))
  assert.deepEqual(heard, [['too long', 1_001]])
})

test('a length beyond 2^53 is too long', () => {
  const { heard, reader } = setUp()
  reader.read(Buffer.concat([Buffer.of(FINAL | TEXT, 0xff), Buffer.alloc(8, 255), Buffer.alloc(4)]))
  assert.deepEqual([heard.length, (heard[0] as unknown[])[0]], [1, 'too long'])
})

test('a lower limit applies to a message that has begun', () => {
  const { heard, reader } = setUp()
  reader.read(frame(FINAL | TEXT, 'x'.repeat(5_000)).subarray(0, 3_000))
  reader.bound(4_999)
  reader.read(frame(FINAL | PING))
  assert.deepEqual(heard, [['too long', 5_000]])
})
