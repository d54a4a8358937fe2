/**
 * Violations of WebSocket itself (RFC 6455): the close code, a count and a log line. Other sessions are not affected.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

let running: RunningRouter
let witness: RawClient
before(async () => {
  running = await startRouter()
  witness = await RawClient.join(running.url)
})
after(async () => {
  witness.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'still.here' })
  await witness.next('SUBSCRIBED')
  witness.end()
  await running[Symbol.asyncDispose]()
})

/** A short frame, masked with zeros. */
const frame = (head: number, body: Uint8Array = new Uint8Array()): Buffer =>
  Buffer.concat([Buffer.of(head, 0x80 | body.length, 0, 0, 0, 0), body])

const [FIN, TEXT, CLOSE, PING] = [0x80, 1, 8, 9]
const hello = Buffer.from('[1,"realm1",{"roles":{"caller":{}}}]')

const violations: Readonly<Record<string, readonly [bytes: Uint8Array, code: number]>> = {
  'a frame that is not masked': [Buffer.concat([Buffer.of(FIN | TEXT, hello.length), hello]), 1002],
  'a reserved bit': [frame(FIN | 0x40 | TEXT, hello), 1002],
  'an opcode that does not exist': [frame(FIN | 3, hello), 1002],
  'a continuation frame without a first frame': [frame(FIN, hello), 1002],
  'a new message before the end of the last one': [Buffer.concat([frame(TEXT, hello), frame(FIN | TEXT, hello)]), 1002],
  'a fragmented ping': [frame(PING), 1002],
  'a ping that is too long': [Buffer.of(FIN | PING, 0x80 | 126, 0, 126), 1002],
  'a close frame with half a code': [frame(FIN | CLOSE, Buffer.of(3)), 1002],
  'a close code that no peer may send': [frame(FIN | CLOSE, Buffer.of(3, 0xed)), 1002],
  'text that is not UTF-8': [frame(FIN | TEXT, Buffer.of(0x5b, 0xff, 0x5d)), 1007],
  'text that is not UTF-8, in two frames': [
    Buffer.concat([frame(TEXT, Buffer.of(0x5b, 0xc3)), frame(FIN, Buffer.of(0x28, 0x5d))]),
    1007,
  ],
  'a length over the limit': [Buffer.of(FIN | TEXT, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), 1009],
  'a length over 2^53': [Buffer.of(FIN | TEXT, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0), 1009],
}

for (const [name, [bytes, code]] of Object.entries(violations)) {
  test(`${name} gets ${code}`, async () => {
    const before = running.router.counters.get('transport_failures')
    const socket = connect(running.port, '127.0.0.1')
    const head = ['GET /ws HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket']
    const keys = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']
    socket.write([...head, ...keys, 'Sec-WebSocket-Protocol: wamp.2.json', '', ''].join('\r\n'))
    await once(socket, 'data')
    socket.write(bytes)
    const received: Buffer[] = []
    for await (const chunk of socket) {
      received.push(chunk as Buffer)
      socket.end(frame(FIN | CLOSE))
    }
    const answer = Buffer.concat(received)
    assert.equal(answer[0], FIN | CLOSE)
    assert.equal(answer.readUInt16BE(2), code)
    assert.equal(running.router.counters.get('transport_failures'), before + 1)
  })
}
