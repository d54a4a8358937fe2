/** `autobahn.when`: of the library of promises that Autobahn-JS brings along, what its own examples use. */
import { defer } from './deferred.ts'

/** A promise for a value, a promise, or anything with `then`. */
export const when = Object.assign(
  async <Value>(value: Value, ...handlers: Parameters<Promise<Awaited<Value>>['then']>): Promise<unknown> =>
    Promise.resolve(value).then(...handlers),
  {
    all: <Value>(values: Iterable<Value>) => Promise.all(values),
    join: <Value>(...values: readonly Value[]) => Promise.all(values),
    any: <Value>(values: Iterable<Value>) => Promise.any(values),
    race: <Value>(values: Iterable<Value>) => Promise.race(values),
    settle: <Value>(values: Iterable<Value>) => Promise.allSettled(values),
    resolve: <Value>(value: Value) => Promise.resolve(value),
    reject: (reason: unknown) => Promise.reject(reason),
    promise: <Value>(run: ConstructorParameters<typeof Promise<Value>>[0]) => new Promise<Value>(run),
    defer,
  },
)
