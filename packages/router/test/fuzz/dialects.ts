/** The subprotocols of the router, each with a writer that also writes what ours would refuse to write. */
import { Packr } from 'msgpackr'
import { json, joinBytes, joinText, SEPARATOR, splitBytes, splitText } from '@wampeter/protocol'
import type { Serializer } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'
import type { Batching } from '../../src/session/batching.ts'
import type { OddFrame, Wire } from './arbitrary.ts'
import { writeCbor } from './write-cbor.ts'

type Frame = string | Uint8Array

/** A subprotocol, as a peer speaks it. */
export interface Dialect {
  readonly serializer: Serializer
  readonly batching: Batching
  write(wire: Wire): Frame
  /** The frames for messages: a frame each, or one for all. */
  frames(messages: readonly Frame[]): readonly Frame[]
  /** The messages in a frame of the router. After an odd frame it may use either separator. */
  split(frame: Frame, wasOdd: boolean): readonly Frame[]
}

const packr = new Packr({ useRecords: false, variableMapSize: true })

const writeJson = (wire: Wire): string => JSON.stringify(wire)
const writeMsgpack = (wire: Wire): Uint8Array => new Uint8Array(packr.pack(wire))

const plain = (serializer: Serializer, write: Dialect['write']): Dialect => ({
  ...{ serializer, write, batching: 'plain' },
  frames: (messages) => messages,
  split: (frame) => [frame],
})

const batched = (serializer: Serializer, write: Dialect['write'], separator: string = SEPARATOR.standard): Dialect => ({
  ...{ serializer, write, batching: 'batched' },
  frames: (messages) => [joined(messages, separator)],
  split: (frame, wasOdd) =>
    typeof frame === 'string' ? textsOf(frame, wasOdd ? frame.slice(-1) : separator) : splitBytes(frame),
})

const joined = (messages: readonly Frame[], separator: string): Frame =>
  messages.every((message) => typeof message === 'string')
    ? messages.map((message) => joinText(message, separator)).join('')
    : Buffer.concat(messages.map((message) => joinBytes(Buffer.from(message))))

/** The router has to answer with the separator of the peer. It learns it from the first frame. */
function textsOf(frame: string, separator: string): readonly string[] {
  if (!frame.endsWith(separator)) throw new Error(`a batch ends with ${frame.charCodeAt(frame.length - 1)}`)
  return splitText(frame)
}

/** As many as sessions have places, so that each is used. */
export const DIALECTS: readonly Dialect[] = [
  plain(json, writeJson),
  batched(msgpack, writeMsgpack),
  plain(cbor, writeCbor),
  batched(json, writeJson),
  plain(msgpack, writeMsgpack),
  batched(cbor, writeCbor),
  batched(json, writeJson, SEPARATOR.autobahn),
]

/** A frame that breaks the rules of its framing. */
export function oddly(frame: Frame, { cut, more }: OddFrame): Frame {
  const end = Math.floor(frame.length * cut)
  if (typeof frame === 'string') return frame.slice(0, end) + String.fromCharCode(...more)
  return Buffer.concat([frame.subarray(0, end), Buffer.from(more)])
}
