/**
 * Payloads are opaque to the router. Between two clients of the same serializer, each of the seven messages with a
 * payload carries exactly the bytes that were sent, however unusual their encoding. Clients of other serializers get
 * the same values.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

type Name = 'json' | 'msgpack' | 'cbor'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/**
 * Arguments and ArgumentsKw with duplicate keys, more digits than a double has, and lengths that are longer than
 * necessary.
 */
const PAYLOADS: Readonly<Record<Name, Buffer>> = {
  json: Buffer.from('[ 1.0,1e2, 9007199254740993,18446744073709551615,"\\u0061\\/" ],{"a":1, "a":2,"__proto__":3}'),
  msgpack: hex('dc0003 cf0000000000000001 cfffffffffffffffff cb3ff0000000000000 de0003 a161 01 d90161 02 a162 d1ffff'),
  cbor: hex('990003 1b0000000000000001 1bffffffffffffffff fa3f800000 b90003 6161 01 780161 02 6162 3b0000000000000000'),
}

/** A list with these encoded header elements, followed by the payload. */
const FRAMES: Readonly<Record<Name, (header: readonly unknown[]) => Buffer>> = {
  json: (header) =>
    Buffer.concat([Buffer.from(`${JSON.stringify(header).slice(0, -1)},`), PAYLOADS.json, Buffer.from(']')]),
  msgpack: (header) => Buffer.concat([Buffer.of(0x92 + header.length), ...header.map(msgpackOf), PAYLOADS.msgpack]),
  cbor: (header) => Buffer.concat([Buffer.of(0x82 + header.length), ...header.map(cborOf), PAYLOADS.cbor]),
}

/** Small numbers, short strings, empty dictionaries. */
const msgpackOf = (value: unknown): Buffer => {
  if (typeof value === 'number') return Buffer.of(value)
  if (typeof value === 'string') return Buffer.concat([Buffer.of(0xa0 + value.length), Buffer.from(value)])
  return Buffer.of(0x80)
}

const cborOf = (value: unknown): Buffer => {
  if (typeof value === 'number') return value < 24 ? Buffer.of(value) : Buffer.of(0x18, value)
  if (typeof value === 'string') return Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)])
  return Buffer.of(0xa0)
}

for (const serializer of ['json', 'msgpack', 'cbor'] as const) {
  describe(serializer, () => {
    let running: RunningRouter
    before(async () => void (running = await startRouter()))
    after(async () => running[Symbol.asyncDispose]())

    /** A client, and the frames that it gets, unchanged. */
    const join = async (name: Name = serializer) => {
      const client = await RawClient.join(running.url, { serializer: name, isBatched: false })
      const frames: Buffer[] = []
      client.ws.on('message', (data: Buffer) => void frames.push(data))
      const say = (header: readonly unknown[]): void => {
        const frame = FRAMES[name](header)
        client.sendRaw(name === 'json' ? frame.toString() : frame)
      }
      const carried = (): string => {
        const frame = frames.at(-1) ?? Buffer.alloc(0)
        const tail = serializer === 'json' ? frame.subarray(0, -1) : frame
        return tail.subarray(-PAYLOADS[serializer].length).toString('hex')
      }
      return { client, say, carried }
    }
    const same = PAYLOADS[serializer].toString('hex')

    test('an event carries the bytes that were published', async () => {
      const [one, other] = [await join(), await join()]
      other.client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 't' })
      await other.client.next('SUBSCRIBED')
      one.say([16, 1, {}, 't'])
      await other.client.next('EVENT')
      assert.equal(other.carried(), same)
      for (const { client } of [one, other]) client.end()
    })

    test('an invocation carries the bytes of the call; a result and an error those of the answer', async () => {
      const [caller, callee] = [await join(), await join()]
      callee.client.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'p' })
      await callee.client.next('REGISTERED')
      for (const [request, isError] of [
        [1, false],
        [2, true],
      ] as const) {
        caller.say([48, request, {}, 'p'])
        const invocation = await callee.client.next('INVOCATION')
        assert.equal(callee.carried(), same)
        callee.say(isError ? [8, 68, invocation.request, {}, 'e.e'] : [70, invocation.request, {}])
        await caller.client.next(isError ? 'ERROR' : 'RESULT')
        assert.equal(caller.carried(), same)
      }
      for (const { client } of [caller, callee]) client.end()
    })

    test('a sealed payload is passed on unchanged, with its options', async () => {
      const [one, other] = [await join(), await join()]
      other.client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 't' })
      await other.client.next('SUBSCRIBED')
      const frames = {
        json: '[16,1,{"enc_algo":"x_mine"},"t","\\u0000AQID"]',
        msgpack: hex('95 10 01 81 a8656e635f616c676f a6785f6d696e65 a174 c403010203'),
        cbor: hex('85 10 01 a1 68656e635f616c676f 66785f6d696e65 6174 43010203'),
      }
      one.client.sendRaw(frames[serializer])
      const { details, payload } = await other.client.next('EVENT')
      assert.deepEqual({ ...details }, { enc_algo: 'x_mine' })
      assert.deepEqual([...(payload.values().sealed ?? [])], [1, 2, 3])
      for (const { client } of [one, other]) client.end()
    })

    for (const receiver of (['json', 'msgpack', 'cbor'] as const).filter((name) => name !== serializer)) {
      test(`a client that speaks ${receiver} gets the same values`, async () => {
        const [one, alike, other] = [await join(), await join(), await join(receiver)]
        for (const { client } of [alike, other]) {
          client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 't' })
          await client.next('SUBSCRIBED')
        }
        one.say([16, 1, {}, 't'])
        const [here, there] = [await alike.client.next('EVENT'), await other.client.next('EVENT')]
        assert.deepEqual(there.payload.values(), here.payload.values())
        assert.ok(here.payload.values().args.some((value) => value === 18446744073709551615n))
        for (const { client } of [one, alike, other]) client.end()
      })
    }
  })
}
