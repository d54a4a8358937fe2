/** Results that may come at once or by a promise. */

/** A value, or a promise of it. */
export type Soon<Value> = Value | Promise<Value>

/**
 * Goes on with a result: at once when it is there. An `await` would take a turn of the microtask queue, and make two
 * promises, also then.
 */
export const chain = <Value, Result>(soon: Soon<Value>, goOn: (value: Value) => Soon<Result>): Soon<Result> =>
  soon instanceof Promise ? soon.then(goOn) : goOn(soon)
