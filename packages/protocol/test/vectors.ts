/** The golden vectors as data: what a frame is in each format, and the message that it means. */
import { readFileSync, readdirSync } from 'node:fs'
import { Payload, dictOf, isDict, json } from '../src/index.ts'
import type { Message, Serializer, SerializerName } from '../src/index.ts'
import { cbor } from '../src/serializers/cbor.ts'
import { msgpack } from '../src/serializers/msgpack.ts'

export const serializers: readonly Serializer[] = [json, msgpack, cbor]

/** JSON as text, the others in hexadecimal. Not every frame can be said in every format. */
type Frames = { readonly [Name in SerializerName]?: string }

export interface ValidVector extends Frames {
  readonly description: string
  /** The message as data; its payload as `{ args, kwargs, sealed? }`. */
  readonly message: Readonly<Record<string, unknown>>
  /** False where a frame is accepted, but written otherwise; `binary`: where only JSON has other ways to say it. */
  readonly written?: false | 'binary'
}

export interface InvalidVector extends Frames {
  readonly description: string
  /** A regular expression for the text of the refusal. */
  readonly violation: string
}

export interface VectorFile {
  readonly name: string
  readonly valid: readonly ValidVector[]
  readonly invalid: readonly InvalidVector[]
}

const folder = new URL('vectors/', import.meta.url)

export function vectorFiles(): readonly VectorFile[] {
  return readdirSync(folder).map((file) => {
    const { valid, invalid } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<VectorFile, 'name'>
    return { name: file.replace('.json', ''), valid, invalid }
  })
}

/** The frame of a vector as a transport would hand it over, if it has one in this format. */
export function frameOf(vector: Frames, serializer: Serializer): string | Uint8Array | undefined {
  const frame = vector[serializer.name]
  return frame === undefined || !serializer.isBinary ? frame : new Uint8Array(Buffer.from(frame, 'hex'))
}

/** True where the serializer is to write exactly the vector's frame. */
export const isWritten = ({ written }: ValidVector, { isBinary }: Serializer): boolean =>
  written === undefined || (written === 'binary' && isBinary)

/**
 * A value as the file spells it, as the application sees it: dictionaries without prototype; `$bytes` in
 * hexadecimal, `$integer` beyond 2^53, `$float` that JSON has no word for.
 */
export function valueOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(valueOf)
  if (!isDict(data)) return data
  if (typeof data['$bytes'] === 'string') return new Uint8Array(Buffer.from(data['$bytes'], 'hex'))
  if (typeof data['$integer'] === 'string') return BigInt(data['$integer'])
  if (typeof data['$float'] === 'string') return Number(data['$float'])
  return dictOf(Object.entries(data).map(([key, value]) => [key, valueOf(value)]))
}

/** The message that a vector means, its payload made from values. */
export function messageOf({ message }: ValidVector): Message {
  const { payload, ...fields } = message
  const read = valueOf(fields)
  return { ...(read as Message), ...(isDict(payload) && { payload: payloadOf(payload) }) } as Message
}

function payloadOf({ args, kwargs, sealed }: Readonly<Record<string, unknown>>): Payload {
  const bytes = valueOf(sealed)
  if (bytes instanceof Uint8Array) return Payload.sealed(bytes)
  const dict = valueOf(kwargs)
  return Payload.of(valueOf(args) as readonly unknown[], isDict(dict) ? dict : {})
}

/** A message as plain data, to be compared. */
export function dataOf(message: Message): Readonly<Record<string, unknown>> {
  return 'payload' in message ? { ...message, payload: { ...message.payload.values() } } : { ...message }
}
