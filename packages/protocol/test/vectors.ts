/** Reads the golden vectors: the frame in each format, and the message that it stands for. */
import { readFileSync, readdirSync } from 'node:fs'
import { Payload, dictOf, isDict, json } from '../src/index.ts'
import type { Message, Serializer, SerializerName } from '../src/index.ts'
import { cbor } from '../src/serializers/cbor.ts'
import { msgpack } from '../src/serializers/msgpack.ts'

/** All serializers. */
export const serializers: readonly Serializer[] = [json, msgpack, cbor]

/** JSON as text, the others in hexadecimal. Not every frame exists in every format. */
type Frames = { readonly [Name in SerializerName]?: string }

/** A frame and its message. */
export interface ValidVector extends Frames {
  readonly description: string
  /** The message as data; its payload as `{ args, kwargs, sealed? }`. */
  readonly message: Readonly<Record<string, unknown>>
  /** False for a frame that is accepted but written differently; `binary` if only its JSON is written differently. */
  readonly written?: false | 'binary'
}

/** A frame that is refused. */
export interface InvalidVector extends Frames {
  readonly description: string
  /** A regular expression for the error text. */
  readonly violation: string
}

/** One file of vectors. */
export interface VectorFile {
  readonly name: string
  readonly valid: readonly ValidVector[]
  readonly invalid: readonly InvalidVector[]
}

const folder = new URL('vectors/', import.meta.url)

/** All files of vectors. */
export function vectorFiles(): readonly VectorFile[] {
  return readdirSync(folder).map((file) => {
    const { valid, invalid } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<VectorFile, 'name'>
    return { name: file.replace('.json', ''), valid, invalid }
  })
}

/** The frame of a vector as a transport would deliver it; undefined if it does not exist in this format. */
export function frameOf(vector: Frames, serializer: Serializer): string | Uint8Array | undefined {
  const frame = vector[serializer.name]
  return frame === undefined || !serializer.isBinary ? frame : new Uint8Array(Buffer.from(frame, 'hex'))
}

/** True when the serializer must write exactly the vector's frame. */
export const isWritten = ({ written }: ValidVector, { isBinary }: Serializer): boolean =>
  written === undefined || (written === 'binary' && isBinary)

/**
 * Converts a value of the file to the application's value: dictionaries without prototype, `$bytes` in hexadecimal,
 * `$integer` beyond 2^53, `$float` for numbers that JSON lacks.
 */
export function valueOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(valueOf)
  if (!isDict(data)) return data
  if (typeof data['$bytes'] === 'string') return new Uint8Array(Buffer.from(data['$bytes'], 'hex'))
  if (typeof data['$integer'] === 'string') return BigInt(data['$integer'])
  if (typeof data['$float'] === 'string') return Number(data['$float'])
  return dictOf(Object.entries(data).map(([key, value]) => [key, valueOf(value)]))
}

/** The message of a vector, with a payload made from values. */
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

/** A message as plain data, for comparison. */
export function dataOf(message: Message): Readonly<Record<string, unknown>> {
  return 'payload' in message ? { ...message, payload: { ...message.payload.values() } } : { ...message }
}
