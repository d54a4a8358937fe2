/** Runs cases of the fuzzer. Each case is determined by the seed and its number. */
import type { Serializer, SerializerName } from '../../src/index.ts'
import { frameOf } from './cases.ts'
import { cborDialect } from './cbor-dialect.ts'
import type { Dialect } from './dialect.ts'
import { jsonDialect } from './json-dialect.ts'
import { judge } from './judge.ts'
import type { Verdict } from './judge.ts'
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
}

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
export function fuzz(serializer: Serializer, { seed, from, cases, mostMs, until }: FuzzRun): FuzzResult {
  const verdicts = { read: 0, refused: 0, violation: 0 }
  let slowest = { index: from, ms: 0 }
  let index = from
  for (; index < from + cases && performance.now() < until; index++) {
    const frame = frameIn(serializer, new Random(seed, index))
    try {
      const { verdict, ms } = judge(serializer, frame, mostMs)
      verdicts[verdict]++
      if (ms > slowest.ms) slowest = { index, ms }
    } catch (error) {
      const repeat = `--serializer ${serializer.name} --seed ${seed} --case ${index}`
      throw new Error(`case ${index} in ${serializer.name} (${repeat}): ${shown(frame)}`, { cause: error })
    }
  }
  return { done: index - from, verdicts, slowest }
}

function frameIn(serializer: Serializer, random: Random): string | Uint8Array {
  const frame = frameOf(dialects[serializer.name], random)
  return serializer.isBinary ? new Uint8Array(Buffer.from(frame, 'latin1')) : frame
}

const shown = (frame: string | Uint8Array): string =>
  (typeof frame === 'string' ? JSON.stringify(frame) : Buffer.from(frame).toString('hex')).slice(0, 2000)
