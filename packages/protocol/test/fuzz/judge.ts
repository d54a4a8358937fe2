/**
 * The rules for every frame: it is read, or refused in one of two ways, and a message that was read can be passed on in
 * any format.
 */
import assert from 'node:assert/strict'
import { encodedFor } from '../../src/encoded-payload.ts'
import { MessageRefused, ProtocolViolation, ReadMeter, payloadOf } from '../../src/index.ts'
import type { Message, Payload, Serializer } from '../../src/index.ts'
import { serializers } from '../vectors.ts'

const REPEATS = 10

/** The result of reading a frame. */
export type Verdict = 'read' | 'refused' | 'violation'

const meter = new ReadMeter()

/** The verdict on one frame, and the milliseconds that a router would have spent on it. */
export interface Judgement {
  readonly verdict: Verdict
  readonly ms: number
}

/**
 * Judges a frame. If it takes more than `mostMs`, the median of ten more times counts.
 * @throws Error for a frame that breaks a rule.
 */
export function judge(serializer: Serializer, frame: string | Uint8Array, mostMs: number): Judgement {
  const { verdict, ms } = pass(serializer, frame)
  if (ms <= mostMs) return { verdict, ms }
  const times = Array.from({ length: REPEATS }, () => pass(serializer, frame).ms).toSorted((a, b) => a - b)
  const median = times[REPEATS / 2] ?? 0
  if (median > mostMs)
    throw new Error(`a frame of ${frame.length} costs ${median.toFixed(0)} ms (${verdict}, weight ${meter.spent})`)
  return { verdict, ms: median }
}

function pass(serializer: Serializer, frame: string | Uint8Array): Judgement {
  const start = process.threadCpuUsage()
  const message = readOr(serializer, frame)
  if (typeof message === 'string') {
    const ms = since(start)
    if (typeof frame === 'string') checkRefusal(frame, message)
    return { verdict: message, ms }
  }
  const payload = payloadOf(message)
  for (const other of serializers) other.write(message)
  const ms = since(start)
  if (typeof frame === 'string') JSON.parse(frame)
  // A frame of JSON from a socket is valid UTF-8, so it holds no half of a character.
  if (payload !== undefined && (typeof frame !== 'string' || frame.isWellFormed())) checkPassedOn(payload)
  return { verdict: 'read', ms }
}

/** The CPU time of this thread, in milliseconds. Other programs on the machine do not count. */
function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

/**
 * Checks that each format can read the form of this payload that it wrote itself, and that passing gave the same values
 * as decoding and encoding.
 */
function checkPassedOn(payload: Payload): void {
  for (const other of serializers) {
    const passed = other.decodePayload(encodedFor(payload, other))
    const encoded = other.decodePayload(other.encodePayload(payload.values()))
    if (payload.codec !== other) assert.deepStrictEqual(passed, encoded, `passed to ${other.name}`)
  }
  const options = payload.values().sealed === undefined ? {} : { enc_algo: 'x' }
  for (const other of serializers) {
    const written = other.write({ kind: 'PUBLISH', request: 1, options, topic: 't', payload })
    if (readOr(other, written) === 'violation')
      throw new Error(`${other.name} cannot read what it wrote: ${lastViolation}`)
  }
}

function readOr(serializer: Serializer, frame: string | Uint8Array): Message | Exclude<Verdict, 'read'> {
  try {
    return serializer.read(frame, meter)
  } catch (error) {
    if (error instanceof ProtocolViolation) {
      lastViolation = error.message
      return 'violation'
    }
    if (error instanceof MessageRefused) return 'refused'
    throw error
  }
}

let lastViolation = ''

/** Checks that the scan accepts all JSON that the platform accepts. */
function checkRefusal(text: string, verdict: Verdict): void {
  if (verdict !== 'violation' || !lastViolation.includes('valid JSON')) return
  try {
    JSON.parse(text)
  } catch {
    return
  }
  throw new Error('valid JSON was refused as malformed')
}
