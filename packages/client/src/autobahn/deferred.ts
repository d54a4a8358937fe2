/** Promises with Autobahn-JS's extras: a third function of `then` gets the parts, and `cancel` cancels a call. */
export interface Deferred<Value> {
  readonly promise: Progressive<Value>
  resolve(value: Value): void
  reject(error: unknown): void
  notify(part: unknown): void
}

/** A promise whose `then` takes a third function, for parts. */
export interface Progressive<Value> extends Promise<Value> {
  cancel?(options?: { readonly mode?: string }): void
}

type Then = (
  fulfilled?: ((value: never) => unknown) | null,
  rejected?: ((error: unknown) => unknown) | null,
  progressed?: (part: unknown) => void,
) => Promise<unknown>

/** A promise with its ends. */
export function defer<Value>(): Deferred<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const listeners: ((part: unknown) => void)[] = []
  const then: Then = (fulfilled, rejected, progressed) => {
    if (progressed !== undefined) listeners.push(progressed)
    return Promise.prototype.then.call(promise, fulfilled as never, rejected)
  }
  const notify = (part: unknown): void => {
    for (const listener of listeners) listener(part)
  }
  return { promise: Object.assign(promise, { then }) as Progressive<Value>, resolve, reject, notify }
}
