/** A call whose result comes in parts, and whose input may go in parts. */
import type { Uri } from '@wampeter/protocol'
import { payloadOf } from './arguments.ts'
import { AsyncBuffer } from './async-buffer.ts'
import type { AsyncItems } from './async-buffer.ts'
import { OutgoingCall } from './call.ts'
import type { CallOptions, CallWay } from './call.ts'
import type { CallResult } from './call-result.ts'
import { canceled } from './errors.ts'

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
export interface CallStream<Value = unknown> extends AsyncItems<CallResult<Value>> {
  /** The end of the call. The loop throws a failure too, so it is enough to wait for one of them. */
  readonly result: Promise<CallResult<Value>>
  /** A further part of the input. Throws a TypeError for a call made without `hasInput`, or after its `end`. */
  send(args?: readonly unknown[], kwargs?: object): void
  /** The last part of the input. */
  end(args?: readonly unknown[], kwargs?: object): void
}

/** The parts that wait for the reader, and the call that brings them. */
export class BufferedStream<Value> extends AsyncBuffer<CallResult<Value>> implements CallStream<Value> {
  readonly #call: OutgoingCall<Value>

  constructor(way: CallWay, { procedure, args, options }: StreamRequest) {
    const { hasInput = false, bufferLimit = 1000, ...rest } = options
    super(bufferLimit, () => this.#call.cancel(canceled()))
    const onProgress = (part: CallResult): void => this.push(part as CallResult<Value>)
    this.#call = new OutgoingCall(way, { procedure, args, options: { ...rest, onProgress }, hasInput })
    this.result.then(
      () => this.finish(),
      (error: unknown) => this.finish(error),
    )
  }

  get result(): Promise<CallResult<Value>> {
    return this.#call.result
  }

  send(args?: readonly unknown[], kwargs?: object): void {
    this.#call.send(payloadOf(args, kwargs), false)
  }

  end(args?: readonly unknown[], kwargs?: object): void {
    this.#call.send(payloadOf(args, kwargs), true)
  }
}
