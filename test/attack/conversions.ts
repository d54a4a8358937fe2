/** Messages that the router must convert for receivers who speak other formats. */
import type { Socket } from 'node:net'
import { json, Payload } from '@wampeter/protocol'
import { heaviest, SERIALIZERS, shapesOf } from './heaviest.ts'
import type { Format } from './heaviest.ts'
import { BINARY, flood, frame, open, pause, TEXT } from './raw-socket.ts'

const FORMATS = ['json', 'msgpack', 'cbor'] as const

/** Subscribes in each format: the router converts what arrives to the two others. */
async function listeners(at: number): Promise<void> {
  for (const format of FORMATS) {
    const subscribe = { kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'mixed' } as const
    const subscriber = await joinBy(at, format)
    subscriber.write(frame(opcodeOf(format), SERIALIZERS[format].write(subscribe)))
  }
}

/** Sends the heaviest messages of each shape in one format, for `ms` milliseconds in all. */
export async function conversions(at: number, format: Format, ms: number): Promise<void> {
  const blocks = shapesOf(format).map((shape) => frame(opcodeOf(format), heaviest(format, shape)))
  await listeners(at)
  const publisher = await joinBy(at, format)
  process.send?.('ready')
  for (const block of blocks) await flood(publisher, block, Date.now() + ms / blocks.length)
}

/** One big integer makes the router turn the whole payload into values before it converts it. */
export async function bigInteger(at: number, until: number): Promise<void> {
  await listeners(at)
  const args = Array.from({ length: 60_000 }, (_, index) => (index === 0 ? 2n ** 63n : index))
  const message = json.write({ kind: 'PUBLISH', request: 1, options: {}, topic: 'mixed', payload: Payload.of(args) })
  await flood(await joinBy(at, 'json'), frame(TEXT, message), until)
}

const opcodeOf = (format: string): number => (format === 'json' ? TEXT : BINARY)

async function joinBy(at: number, format: Format): Promise<Socket> {
  const socket = await open(at, '/ws', `wamp.2.${format}`)
  const roles = { publisher: {}, subscriber: {}, caller: {}, callee: {} }
  socket.write(
    frame(opcodeOf(format), SERIALIZERS[format].write({ kind: 'HELLO', realm: 'realm1', details: { roles } })),
  )
  await pause(200)
  return socket
}
