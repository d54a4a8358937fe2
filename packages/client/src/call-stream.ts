/** A call whose result comes in parts, and whose input may go in parts. */
import { Payload, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import { AsyncBuffer } from './async-buffer.ts'
import { OutgoingCall } from './call.ts'
import type { CallOptions, CallWay } from './call.ts'
import type { CallResult } from './call-result.ts'

/** As {@link CallOptions}, for a call in parts. */
export interface StreamOptions extends Omit<CallOptions, 'onProgress'> {
  /** More input follows, by `send` and `end` (*Progressive Call Invocations*). Default false. */
  readonly hasInput?: boolean
  /** How many parts may wait for a reader that is slow. Default 1000; more end the reading with an error. */
  readonly bufferLimit?: number
}

/** What is called, and how. */
export interface StreamRequest {
  readonly procedure: Uri
  readonly args: readonly unknown[]
  readonly options: StreamOptions
}

/**
 * Read with `for await`: every part before the last. The last one, which may be all there is, is `result`. Leaving
 * the loop early cancels the call.
 */
export class CallStream<Value = unknown> implements AsyncIterableIterator<CallResult<Value>, undefined> {
  readonly #parts: AsyncBuffer<CallResult<Value>>
  readonly #call: OutgoingCall<Value>

  constructor(way: CallWay, { procedure, args, options }: StreamRequest) {
    const { hasInput = false, bufferLimit = 1000, ...rest } = options
    const left = (): void => this.#call.cancel(new WampError('wamp.error.canceled', 'the reader has left'))
    const parts = new AsyncBuffer<CallResult<Value>>(bufferLimit, left)
    const onProgress = (part: CallResult): void => parts.push(part as CallResult<Value>)
    this.#parts = parts
    this.#call = new OutgoingCall(way, { procedure, args, options: { ...rest, onProgress }, hasInput })
    this.#call.result.then(
      () => parts.end(),
      (error: unknown) => parts.end(error),
    )
  }

  /** The end of the call. A failure is thrown by the loop too, so nobody has to wait for both. */
  get result(): Promise<CallResult<Value>> {
    return this.#call.result
  }

  /** A further part of the input. Throws a TypeError for a call made without `hasInput`, or after its `end`. */
  send(args?: readonly unknown[], kwargs?: object): void {
    this.#call.send(Payload.of(args, kwargs), false)
  }

  /** The last part of the input. */
  end(args?: readonly unknown[], kwargs?: object): void {
    this.#call.send(Payload.of(args, kwargs), true)
  }

  next(): Promise<IteratorResult<CallResult<Value>, undefined>> {
    return this.#parts.next()
  }

  return(): Promise<IteratorResult<CallResult<Value>, undefined>> {
    return this.#parts.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
