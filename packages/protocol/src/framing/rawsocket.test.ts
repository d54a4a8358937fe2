import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from '../errors.ts'
import {
  MOST_RAWSOCKET_BYTES,
  RawSocketReader,
  writeRawSocketFrame,
  writeRawSocketHandshake,
  writeRawSocketRefusal,
} from './rawsocket.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

test('a handshake names the serializer and the longest message', () => {
  assert.equal(hex(writeRawSocketHandshake('json')), '7ff10000')
  assert.equal(hex(writeRawSocketHandshake('cbor', 512)), '7f030000')
  assert.equal(hex(writeRawSocketHandshake('msgpack', 513)), '7f120000')
  assert.equal(hex(writeRawSocketRefusal(1)), '7f100000')
})

test('both ends read the handshake of the other', () => {
  assert.deepEqual(new RawSocketReader('router').push(bytes('7f f1 00 00')), [
    { kind: 'handshake', serializer: 1, mostBytes: 2 ** 24 },
  ])
  assert.deepEqual(new RawSocketReader('client').push(bytes('7f 03 00 00')), [
    { kind: 'handshake', serializer: 3, mostBytes: 512 },
  ])
  assert.deepEqual(new RawSocketReader('client').push(bytes('7f 20 00 00')), [{ kind: 'refused', error: 2 }])
})

test('a frame has its type and length, also when it is empty', () => {
  assert.equal(hex(writeRawSocketFrame('message', bytes('0102'))), '000000020102')
  assert.equal(hex(writeRawSocketFrame('ping', bytes(''))), '01000000')
  assert.equal(hex(writeRawSocketFrame('pong', bytes('ff'))), '02000001ff')
})

test('bytes may arrive joined with the handshake, or one by one', () => {
  const stream = Buffer.concat([
    writeRawSocketHandshake('json'),
    writeRawSocketFrame('message', Buffer.from('[1]')),
    writeRawSocketFrame('ping', Buffer.from('p')),
    writeRawSocketFrame('message', Buffer.from('[22]')),
  ])
  const read = (chunks: readonly Uint8Array[]): unknown[] => {
    const reader = new RawSocketReader('router')
    return chunks
      .flatMap((chunk) => reader.push(chunk))
      .map((event) => [event.kind, 'payload' in event ? Buffer.from(event.payload).toString() : ''])
  }
  const whole = read([stream])
  assert.deepEqual(whole, [
    ['handshake', ''],
    ['message', '[1]'],
    ['ping', 'p'],
    ['message', '[22]'],
  ])
  assert.deepEqual(read(Array.from(stream, (byte) => Uint8Array.of(byte))), whole)
  for (let size = 2; size < 12; size++) {
    const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, at) =>
      stream.subarray(at * size, (at + 1) * size),
    )
    assert.deepEqual(read(chunks), whole)
  }
})

test('the longest message has 2^24 bytes, and a bit of its own in the header', () => {
  const frame = writeRawSocketFrame('message', new Uint8Array(MOST_RAWSOCKET_BYTES).fill(7))
  assert.equal(hex(frame.subarray(0, 4)), '08000000')
  const reader = new RawSocketReader('client')
  reader.push(writeRawSocketHandshake('json'))
  const [event] = reader.push(frame)
  assert.equal(event !== undefined && 'payload' in event && event.payload.length, MOST_RAWSOCKET_BYTES)
  assert.throws(() => writeRawSocketFrame('message', new Uint8Array(MOST_RAWSOCKET_BYTES + 1)), RangeError)
})

test('a message longer than negotiated is refused by its header', () => {
  const reader = new RawSocketReader('router', 512)
  reader.push(writeRawSocketHandshake('json'))
  reader.push(writeRawSocketFrame('message', new Uint8Array(512)))
  assert.throws(() => reader.push(bytes('00 00 02 01')), ProtocolViolation)
})

test('other protocols are recognised, by the first byte already', () => {
  assert.throws(() => new RawSocketReader('router').push(Buffer.from('G')), /0x7F/)
  assert.throws(() => new RawSocketReader('router').push(bytes('7f f1 00 01')), /reserved octets/)
  assert.throws(() => new RawSocketReader('router').push(bytes('7f f0 00 00')), /serializer/)
  for (const header of ['03 00 00 00', '10 00 00 00', '08 00 00 01']) {
    const reader = new RawSocketReader('client')
    reader.push(writeRawSocketHandshake('json'))
    assert.throws(() => reader.push(bytes(header)), ProtocolViolation)
  }
})
