/** The heaviest messages that a router with default limits still takes: just below its limits of weight and of bytes. */
import { json, Payload, ReadMeter } from '@wampeter/protocol'
import type { Serializer } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'
import { RAW_SHAPES, rawPublication } from './raw-shapes.ts'

export const SERIALIZERS = { json, msgpack, cbor }

const MOST_BYTES = 1_048_576 - 64
const SAMPLE = 1_000

const SHAPES: Readonly<Record<string, (index: number) => unknown>> = {
  numbers: (index) => index % 10,
  fractions: (index) => -index / 7,
  'large numbers': (index) => index * 1e15,
  'short texts': (index) => `t${index % 1_000}`,
  'texts to escape': () => '"\n"',
  'texts outside ASCII': () => 'é漢😀',
  'empty lists': () => [],
  'empty dictionaries': () => ({}),
  'dictionaries of ten': (index) =>
    Object.fromEntries(Array.from({ length: 10 }, (_, key) => [`k${key}`, (index + key) % 100])),
  'ever new keys': (index) => ({ [`k${index}`]: null }),
  'mixed rows': (index) => ({ [`k${index}`]: [index, -index / 7, 'text', null, true] }),
}

export type Format = keyof typeof SERIALIZERS

export const shapesOf = (format: Format): readonly string[] => [
  ...Object.keys(SHAPES),
  ...Object.keys(RAW_SHAPES[format]),
]

/**
 * A PUBLISH to the topic `mixed` with nearly as many values of this shape as pass.
 *
 * @throws RangeError for an unknown shape.
 */
export function heaviest(format: Format, shape: string): string | Uint8Array {
  const meter = new ReadMeter()
  const sample = written(format, shape, SAMPLE)
  SERIALIZERS[format].read(sample, meter)
  let count = SAMPLE * Math.min(MOST_BYTES / Buffer.byteLength(sample), meter.weight / meter.spent)
  // The later values of some shapes are longer, or heavier, than those of the sample.
  for (;;) {
    const message = written(format, shape, Math.floor(count))
    if (isTaken(SERIALIZERS[format], message)) return message
    count *= 0.98
  }
}

function written(format: Format, shape: string, count: number): string | Uint8Array {
  const raw = RAW_SHAPES[format][shape]
  if (raw)
    return rawPublication(
      format,
      Array.from({ length: count }, (_, index) => raw(index)),
    )
  const make = SHAPES[shape]
  if (!make) throw new RangeError(`there is no shape ${shape}`)
  const args = Array.from({ length: count }, (_, index) => make(index))
  return SERIALIZERS[format].write({
    kind: 'PUBLISH',
    request: 1,
    options: {},
    topic: 'mixed',
    payload: Payload.of(args),
  })
}

function isTaken(serializer: Serializer, message: string | Uint8Array): boolean {
  if (Buffer.byteLength(message) > MOST_BYTES) return false
  try {
    serializer.read(message, new ReadMeter())
    return true
  } catch {
    return false
  }
}
