/** `autobahn.util`, all but `read_file`, which does nothing in a page. */
import { defer } from './deferred.ts'
import type { Deferred } from './deferred.ts'

export { from_base64 as atob, from_hex as htob, to_base64 as btoa, to_hex as btoh } from './bytes.ts'
export { http_get_json, http_post } from './http.ts'

/** @throws Error with the text where the condition does not hold. */
export function assert(condition: unknown, text = 'Assertion failed!'): asserts condition {
  if (!condition) throw new Error(text)
}

/** True for what has properties, and for null, but not for an array. */
export const is_object = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value)

/** A random number of a normal distribution. */
export function rand_normal(mean = 0, deviation = 1): number {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()))
  return mean + deviation * radius * Math.cos(2 * Math.PI * Math.random())
}

/** A random id of the global scope: a whole number from 1 to 2^53. */
export const new_global_id = (): number => Math.floor(Math.random() * 2 ** 53) + 1

type Fields = Record<string, unknown>

/**
 * Gives `base` the keys that it lacks, from the sources in their order. A last argument `true` does so within objects too.
 * @throws TypeError for a source that is no object.
 */
export function defaults(base: Fields = {}, ...given: readonly (Fields | boolean | null | undefined)[]): Fields {
  const isDeep = given.at(-1) === true
  const sources = typeof given.at(-1) === 'boolean' ? given.slice(0, -1) : given
  for (const [at, source] of sources.entries()) {
    if (!source) continue
    if (typeof source !== 'object') throw new TypeError(`Expected argument at index ${at + 1} to be an object`)
    for (const [key, value] of Object.entries(source)) fill(base, key, { value, isDeep })
  }
  return base
}

function fill(base: Fields, key: string, { value, isDeep }: { value: unknown; isDeep: boolean }): void {
  const own = Object.hasOwn(base, key) ? base[key] : undefined
  if (!(key in base)) base[key] = value
  else if (isDeep && isFields(own) && isFields(value)) defaults(own, value, true)
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** Hands an error to the handler, or prints it where there is none. */
export function handle_error(handler: unknown, error: unknown, message?: string): void {
  if (typeof handler === 'function') handler(error, message)
  else console.error(message ?? 'Unhandled exception raised: ', error)
}

/** Returns the function that makes deferreds: the option `use_deferred`, or `defer`. */
export const deferred_factory = (options?: { readonly use_deferred?: () => unknown }): (() => unknown) =>
  options?.use_deferred ?? (() => defer())

/** The promise of a deferred. */
export const promise = <Value>(deferred: Deferred<Value>): Promise<Value> => deferred.promise

/** Resolves after `ms` milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Calls a function. The promise resolves with what it returns, and rejects with what it throws. */
export const as_promise = async <Args extends readonly unknown[], Value>(
  run: (...args: Args) => Value,
  ...args: Args
): Promise<Awaited<Value>> => await run(...args)
