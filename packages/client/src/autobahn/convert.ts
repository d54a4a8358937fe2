/** Between the values of Autobahn-JS and ours. */
import { isDict, Payload, WampError } from '@wampeter/protocol'
import type { Dict, Event, Uri } from '@wampeter/protocol'
import { CallResult } from '../call-result.ts'
import type { ProcedureHandler } from '../handlers.ts'
import type { EventSink } from '../session.ts'
import type { Deferred } from './deferred.ts'
import { AutobahnError, Result } from './values.ts'
import type { Endpoint, Subscription, Values } from './values.ts'

/** One subscription of a page, at the session that has it. */
export class PageEventSink implements EventSink {
  readonly #subscription: Subscription
  readonly #parts: { readonly ended: Deferred<unknown>; report(error: unknown): void }

  constructor(subscription: Subscription, parts: { ended: Deferred<unknown>; report(error: unknown): void }) {
    this.#subscription = subscription
    this.#parts = parts
  }

  event({ publication, details, payload }: Event): void {
    const { report } = this.#parts
    const { args, kwargs } = payload.values()
    const info = { ...details, publication, topic: details.topic ?? this.#subscription.topic }
    try {
      this.#subscription.handler(plain(args), plain(kwargs), info, this.#subscription)
    } catch (error) {
      report(error)
    }
  }

  revoked(reason: Uri): void {
    this.#subscription.active = false
    this.#parts.ended.resolve(reason)
  }
}

/** A procedure of a page as one of ours; `procedure` is its name as the page has it. */
export const handlerOf =
  (procedure: Uri, endpoint: Endpoint): ProcedureHandler =>
  async (...[args, kwargs, { receive_progress: wantsParts, ...details }, call]) => {
    const progress = wantsParts === true ? call.progress : undefined
    try {
      const result = await endpoint(plain(args), plain(kwargs), {
        ...details,
        procedure: details.procedure ?? procedure,
        progress,
      })
      return result instanceof Result ? new CallResult(result.args, result.kwargs) : result
    } catch (error) {
      if (error instanceof AutobahnError) throw new WampError(error.error, error.message, error)
      throw error
    }
  }

/** What a caller gets: the one value, or all of them. */
export function resultOf(payload: Payload): unknown {
  const { args, kwargs } = payload.values()
  if (args.length > 1 || Object.keys(kwargs).length > 0) return new Result(plain(args), plain(kwargs))
  return plain(args[0] ?? null)
}

export const errorOf = ({ uri, args, kwargs = {} }: WampError): AutobahnError =>
  new AutobahnError(uri, plain(args), plain(kwargs))

export const payloadOf = (args: readonly unknown[] | null = [], kwargs: Dict | null = {}): Payload =>
  Payload.of(args ?? [], kwargs ?? {})

export const disclosed = (options: Values, isDisclosed: boolean): Values =>
  isDisclosed && options['disclose_me'] === undefined ? { ...options, disclose_me: true } : options

/** Pages call `hasOwnProperty` on what they get. Our dictionaries have no such method. */
function plain<Value>(value: Value): Value extends readonly (infer Item)[] ? Item[] : Value
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item))
  if (!isDict(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
