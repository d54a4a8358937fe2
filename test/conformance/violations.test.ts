/**
 * Violations of the protocol, in every serializer and framing. The answer is an ABORT that its sender can read, and a
 * close code.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { json, Payload } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const SERIALIZERS = { json, msgpack, cbor }

/** Frames that the router's serializers never write: JSON as text, the others in hexadecimal. */
const broken: Readonly<Record<string, Readonly<Record<keyof typeof SERIALIZERS, string>>>> = {
  'nothing at all': { json: ' ', msgpack: 'c1', cbor: 'ff' },
  'something cut off': { json: '[32,1,{},"a', msgpack: '94200180a2', cbor: '84182001a062' },
  'no list': { json: '{"a":1}', msgpack: '81a16101', cbor: 'a1616101' },
  'an empty list': { json: '[]', msgpack: '90', cbor: '80' },
  'an unknown code': { json: '[99,1,{}]', msgpack: '93630180', cbor: '83186301a0' },
  'a code that only routers send': { json: '[33,1,1]', msgpack: '93210101', cbor: '8318210101' },
  'too few elements': { json: '[32,1,{}]', msgpack: '93200180', cbor: '83182001a0' },
  'a wrong type': { json: '[32,1,{},7]', msgpack: '9420018007', cbor: '84182001a007' },
  'id 0': { json: '[32,0,{},"a"]', msgpack: '94200080a161', cbor: '84182000a06161' },
  'an id beyond 2^53': {
    json: '[32,9007199254740994,{},"a"]',
    msgpack: '9420cf002000000000000280a161',
    cbor: '8418201b0020000000000002a06161',
  },
  'text that is not UTF-8': { json: '\u0000', msgpack: '94200180a1ff', cbor: '84182001a061ff' },
  'two messages in one': {
    json: '[32,1,{},"a"][32,2,{},"b"]',
    msgpack: '94200180a16194200280a162',
    cbor: '84182001a0616184182002a06162',
  },
}

for (const serializer of ['json', 'msgpack', 'cbor'] as const) {
  for (const isBatched of [false, true]) {
    describe(`${serializer}, ${isBatched ? 'batched' : 'plain'}`, () => {
      let running: RunningRouter
      let witness: RawClient
      const dialect = { serializer, isBatched }
      before(async () => {
        running = await startRouter()
        witness = await RawClient.join(running.url, dialect)
      })
      after(async () => {
        witness.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'still.here' })
        await witness.next('SUBSCRIBED')
        witness.end()
        assert.equal(running.router.counters.get('internal_errors'), 0)
        await running[Symbol.asyncDispose]()
      })
      const ended = async (client: RawClient, code = 1002): Promise<string> => {
        const abort = await client.next('ABORT')
        assert.equal(abort.reason, 'wamp.error.protocol_violation')
        assert.equal((await client.closed).code, code)
        return String(abort.details['message'])
      }
      const framed = (message: string | Uint8Array): string | Uint8Array => {
        if (!isBatched) return message
        if (typeof message === 'string') return `${message}\u001e`
        const length = Buffer.alloc(4)
        length.writeUInt32BE(message.length)
        return Buffer.concat([length, message])
      }

      for (const [name, frames] of Object.entries(broken)) {
        test(name, async () => {
          const client = await RawClient.join(running.url, dialect)
          client.sendRaw(framed(serializer === 'json' ? frames.json : Buffer.from(frames[serializer], 'hex')))
          const message = await ended(client)
          assert.ok(message.length > 10 && message.length < 200, message)
        })
      }

      test('a frame of the other type', async () => {
        const client = await RawClient.join(running.url, dialect)
        client.sendRaw(serializer === 'json' ? Buffer.from('[32,1,{},"a"]') : '[32,1,{},"a"]')
        assert.match(await ended(client, 1003), /needs (text|binary) frames/)
      })

      test('any message before HELLO or before WELCOME, and a second HELLO', async () => {
        const subscribe = { kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'a' } as const
        const early = await RawClient.connect(running.url, dialect)
        early.send(subscribe)
        assert.match(await ended(early), /SUBSCRIBE is not allowed before WELCOME/)
        const impatient = await RawClient.connect(running.url, dialect)
        const details = { ...HELLO.details, authmethods: ['ticket'], authid: 'barry' }
        impatient.send({ ...HELLO, details }, subscribe)
        await impatient.next('CHALLENGE')
        assert.match(await ended(impatient), /SUBSCRIBE is not allowed before WELCOME/)
        const again = await RawClient.join(running.url, dialect)
        again.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'lost' })
        await again.next('REGISTERED')
        again.send(HELLO)
        assert.match(await ended(again), /HELLO is not allowed after WELCOME/)
        witness.send({ kind: 'CALL', request: 1, options: {}, procedure: 'lost', payload: Payload.empty })
        assert.equal((await witness.next('ERROR')).error, 'wamp.error.no_such_procedure')
      })

      test('messages after a violation are not read', async () => {
        const client = await RawClient.join(running.url, dialect)
        const hear = { kind: 'SUBSCRIBE', request: 9, options: {}, topic: 'after' } as const
        witness.send(hear)
        const { subscription } = await witness.next('SUBSCRIBED')
        const write = (text: string): string | Uint8Array => SERIALIZERS[serializer].write(json.read(text))
        for (const text of ['[32,1,{},"a"]', '[5,"x",{}]', '[16,1,{},"after",[1]]']) client.sendRaw(framed(write(text)))
        await client.next('SUBSCRIBED')
        await ended(client)
        witness.send({ kind: 'UNSUBSCRIBE', request: 10, subscription })
        await witness.next('UNSUBSCRIBED')
      })

      if (isBatched) {
        test('a batch without messages, and one that is cut off', async () => {
          const parts =
            serializer === 'json' ? ['', '[32,1,{},"a"]'] : [Buffer.alloc(0), Buffer.from('00000009', 'hex')]
          for (const part of parts) {
            const client = await RawClient.join(running.url, dialect)
            client.sendRaw(part)
            assert.match(await ended(client), /a batch/)
          }
        })
      }
    })
  }
}
