/** Runs cases of the fuzzer. Each case is determined by the seed and its number. */
import type { Serializer, SerializerName } from '../../src/index.ts'
import { batchOf, messagesOf } from './batches.ts'
import { frameOf } from './cases.ts'
import { cborDialect } from './cbor-dialect.ts'
import type { Dialect } from './dialect.ts'
import { jsonDialect } from './json-dialect.ts'
import { judge } from './judge.ts'
import type { Judgement, Verdict } from './judge.ts'
import { msgpackDialect } from './msgpack-dialect.ts'
import { Random } from './random.ts'

const dialects: Readonly<Record<SerializerName, Dialect>> = {
  json: jsonDialect,
  msgpack: msgpackDialect,
  cbor: cborDialect,
}

/** The range and limits of a run. */
export interface FuzzRun {
  readonly seed: number
  /** The number of the first case. */
  readonly from: number
  readonly cases: number
  /** The most milliseconds of CPU time for one frame. */
  readonly mostMs: number
  /** The latest end of the run, in terms of `performance.now()`. */
  readonly until: number
  /** True for batches of several messages in one frame, of which many are wrong in themselves. */
  readonly isBatched?: boolean
}

const MOST_IN_BATCH = 5

/** The number of cases by verdict, and the slowest case. */
export interface FuzzResult {
  readonly done: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly slowest: { readonly index: number; readonly ms: number }
}

/**
 * Runs the cases.
 * @throws Error that names the case and shows its frame, for a frame that breaks a rule of `judge.ts`.
 */
export function fuzz(serializer: Serializer, run: FuzzRun): FuzzResult {
  const { seed, from, cases, mostMs, until, isBatched = false } = run
  const verdicts = { read: 0, refused: 0, violation: 0 }
  let slowest = { index: from, ms: 0 }
  let index = from
  for (; index < from + cases && performance.now() < until; index++) {
    const random = new Random(seed, index)
    const frame = isBatched ? batchIn(serializer, random) : frameIn(serializer, random)
    try {
      const { verdict, ms } = isBatched
        ? judgeBatch(serializer, frame, { mostMs, random })
        : judge(serializer, frame, mostMs)
      verdicts[verdict]++
      if (ms > slowest.ms) slowest = { index, ms }
    } catch (error) {
      const repeat = `--serializer ${serializer.name} --seed ${seed} --case ${index}${isBatched ? ' --batched' : ''}`
      throw new Error(`case ${index} in ${serializer.name} (${repeat}): ${shown(frame)}`, { cause: error })
    }
  }
  return { done: index - from, verdicts, slowest }
}

const frameIn = (serializer: Serializer, random: Random): string | Uint8Array =>
  onWire(serializer, frameOf(dialects[serializer.name], random))

function batchIn(serializer: Serializer, random: Random): string | Uint8Array {
  const frames = random.several(MOST_IN_BATCH, () => frameOf(dialects[serializer.name], random))
  return onWire(serializer, batchOf(frames, serializer.isBinary, random))
}

const onWire = ({ isBinary }: Serializer, frame: string): string | Uint8Array =>
  isBinary ? new Uint8Array(Buffer.from(frame, 'latin1')) : frame

/** Judges the messages of a batch. The verdict is that on the first message that cannot be read, if there is one. */
function judgeBatch(
  serializer: Serializer,
  batch: string | Uint8Array,
  { mostMs, random }: { readonly mostMs: number; readonly random: Random },
): Judgement {
  const judgements = messagesOf(batch, random)?.map((message) => judge(serializer, message, mostMs))
  if (judgements === undefined) return { verdict: 'violation', ms: 0 }
  const verdict = judgements.find((one) => one.verdict !== 'read')?.verdict ?? 'read'
  return { verdict, ms: Math.max(...judgements.map(({ ms }) => ms)) }
}

const shown = (frame: string | Uint8Array): string =>
  (typeof frame === 'string' ? JSON.stringify(frame) : Buffer.from(frame).toString('hex')).slice(0, 2000)
