/**
 * Runs the code that reads and converts messages before a session needs it. V8 interprets new code, and compiles it
 * after it has run for a while: the first message with 60,000 values would take a hundred milliseconds, and later ones
 * take five.
 */
import { EMPTY_DICT, Payload } from '@wampeter/protocol'
import type { Publish, Serializer } from '@wampeter/protocol'
import { SERIALIZERS } from './serializers.ts'

/** Values in one message: few enough that converting it takes two milliseconds even at first. */
const VALUES = 500
/** Values of lists as long as an attacker's: some code is compiled once more when it first sees one. */
const LONG = 20_000
const LONG_ROWS = 3_000
/** More than 65,535: binary formats write such lengths another way. */
const LONGEST = 70_000
/** The long lists are converted in the last of ten rounds only, when most code is compiled. */
const LONG_EVERY = 10
/** How often each pair of serializers is run. */
const TIMES = 30
/** Conversions in one step: less than two milliseconds, also at first. */
const AT_ONCE = 2

/** The conversions that are left to do. All routers of a process share the compiled code, so they share these too. */
let left: Generator<void, void, void> | undefined

/**
 * Warms the serializers of this process up, once, in small steps. `defer` runs a step after the input that is ready
 * now. All steps together take about 0.3 s on one core.
 *
 * Resolves with true once all is done, or with false once `signal` has ended it. The next router goes on from there.
 */
export function warmUp(defer: (run: () => void) => void, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const steps = (left ??= conversions(Object.values(SERIALIZERS)))
  const step = (): void => {
    if (signal.aborted) return resolve(false)
    for (let done = 0; done < AT_ONCE; done++) if (steps.next().done === true) return resolve(true)
    defer(step)
  }
  defer(step)
  return promise
}

/** Converts every sample from every serializer to every other, one conversion a step. */
export function* conversions(serializers: readonly Serializer[], times: number = TIMES): Generator<void, void, void> {
  for (let time = 0; time < times; time++)
    for (const sample of time % LONG_EVERY === LONG_EVERY - 1 ? [...SAMPLES, ...LONG_SAMPLES] : SAMPLES)
      for (const from of serializers) {
        const encoded = from.write(publication(sample))
        for (const to of serializers) {
          to.write(from.read(encoded))
          yield
        }
      }
}

const publication = (args: readonly unknown[]): Publish => ({
  kind: 'PUBLISH',
  request: 1,
  options: EMPTY_DICT,
  topic: 'wampeter.warm.up',
  payload: Payload.of(args),
})

const many = (value: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: VALUES }, (_, at) => value(at))

const nothing = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>

/**
 * A dictionary of one entry. It has no prototype: V8 notes the first key of every ordinary object in one list for the
 * whole process. When some 1,500 different keys have filled it, all new objects are slow, those of Node's streams too.
 */
function entry(key: string, value: unknown): Record<string, unknown> {
  const one = nothing()
  one[key] = value
  return one
}

/** Values of all kinds, in lists of their own: the compiler specialises the code for what it sees. */
export const SAMPLES: readonly (readonly unknown[])[] = [
  many((index) => index),
  many((index) => -index / 7),
  many((index) => index * 1e15),
  many((index) => 2n ** 60n + BigInt(index)),
  many((index) => `text ${index}`),
  many((index) => `“quoted” ${index}\n, and longer than the texts that are copied in a loop`),
  many(() => '"\n"'),
  many(() => 'é漢😀'),
  many((index) => [index, true, null, []]),
  many((index) => ({ id: index, name: `n${index}` })),
  many((index) => new Uint8Array([index & 255, 1, 2])),
  many((index) => entry(`key ${index}`, [-index, -index / 7, 'text', null, index % 2 === 0])),
  [many((index) => index), Object.assign(nothing(), ...many((index) => entry(`k${index}`, nothing())))],
]

export const LONG_SAMPLES: readonly (readonly unknown[])[] = [
  [Array.from({ length: LONG }, (_, index) => index % 10)],
  Array.from({ length: LONG_ROWS }, (_, index) => entry(`k${index}`, [index, -index / 7, 'text', null, true])),
  [Array.from({ length: LONGEST }, () => null), 'a'.repeat(LONGEST)],
]
