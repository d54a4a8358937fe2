/** A call on its way out: asked, perhaps in parts, perhaps cancelled or late, answered once. */
import { WampError } from '@wampeter/protocol'
import type { Id, Payload, Result, Uri } from '@wampeter/protocol'
import { payloadOf } from './arguments.ts'
import { resultOf } from './call-result.ts'
import type { CallResult } from './call-result.ts'
import type { Environment } from './environment.ts'
import { canceled } from './errors.ts'
import { checkFeatures } from './features.ts'
import type { Gate } from './gate.ts'
import { wireOptions } from './options.ts'
import type { PassthruOptions } from './options.ts'
import { Outcome } from './outcome.ts'
import type { Session, Unnumbered } from './session.ts'

/** *Calling and Invocations*, *Call Timeouts*, *Call Canceling*, *Progressive Call Results*, *Caller Identification*. */
export interface CallOptions extends PassthruOptions {
  readonly kwargs?: object
  readonly discloseMe?: boolean
  /**
   * The milliseconds after which the call fails with `wamp.error.timeout`. Each part of a result restarts them.
   * Default: no timeout.
   */
  readonly timeoutMs?: number
  /** Cancels the call. It fails with `wamp.error.canceled`, whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * What cancelling asks of the router: `killnowait` (the default) interrupts the procedure, `skip` lets it run, and
   * `kill` interrupts it and waits for its answer, which may still be a result. A router that does not announce call
   * canceling cannot do any of it: the call is refused. Without this option, it is only given up.
   */
  readonly cancelMode?: 'skip' | 'kill' | 'killnowait'
  /** Gets the parts of the result before the last. Giving it asks the procedure for parts. */
  readonly onProgress?: (part: CallResult) => void
}

/** What a client gives to the requests that it makes. */
export interface CallWay {
  readonly gate: Gate
  readonly environment: Environment
}

/** What is called, and how. */
export interface CallRequest {
  readonly procedure: Uri
  readonly args: readonly unknown[]
  readonly options: CallOptions
  /** More input follows, by `send`. */
  readonly hasInput?: boolean
}

export class OutgoingCall<Value> {
  readonly #settled: Outcome<CallResult<Value>>
  readonly #request: CallRequest
  readonly #way: CallWay
  #withdraw: (() => void) | undefined
  #session: Session | undefined
  #id: Id = 1
  #hasInput: boolean | undefined
  #isDone = false
  #cancelTimer: (() => void) | undefined
  /** 0 for none. On the wire it is an integer. */
  readonly #timeoutMs: number

  constructor(way: CallWay, request: CallRequest) {
    this.#request = request
    this.#way = way
    this.#settled = new Outcome(way.gate, `call ${request.procedure}`, request.options.signal)
    this.#hasInput = request.hasInput
    const { signal, timeoutMs = 0 } = request.options
    this.#timeoutMs = timeoutMs > 0 && timeoutMs < Infinity ? Math.ceil(timeoutMs) : 0
    signal?.addEventListener('abort', this.#onAbort)
    this.#restartTimer()
    if (signal?.aborted) this.#onAbort()
    else this.#withdraw = way.gate.enter({ run: (session) => this.#ask(session), failed: this.#fail })
  }

  /** Rejects with a WampError. */
  get result(): Promise<CallResult<Value>> {
    return this.#settled.promise
  }

  /** A further part of the input (*Progressive Call Invocations*). After the end of the call nothing happens. */
  send(payload: Payload, isLast: boolean): void {
    if (this.#isDone) return
    if (!this.#hasInput) throw new TypeError('this call takes no further input')
    this.#hasInput = !isLast
    this.#way.gate.enter({
      run: (session) => this.#sendPart(session, payload, isLast),
      failed: (error) => this.cancel(error),
    })
  }

  /** Stops the call: the caller has given it up. */
  cancel(error: unknown, mode: CallOptions['cancelMode'] = 'killnowait'): void {
    this.#withdraw?.()
    const session = this.#session
    if (session?.requests.isWaiting(this.#id)) {
      if (session.announces('dealer', 'call_canceling')) {
        session.send({ kind: 'CANCEL', request: this.#id, options: { mode } })
        if (mode === 'kill') return
      }
      session.requests.giveUp(this.#id)
    }
    this.#fail(error)
  }

  #ask(session: Session): void {
    const { args, options, hasInput } = this.#request
    checkFeatures(session, 'dealer', { ...options, hasInput })
    this.#session = session
    this.#id = session.ask('CALL', this.#fields(session, payloadOf(args, options.kwargs), hasInput !== true), {
      answered: (message) => this.#answered(message),
      failed: this.#fail,
    })
  }

  #sendPart(session: Session, payload: Payload, isLast: boolean): void {
    if (session !== this.#session || !session.requests.isWaiting(this.#id)) return
    session.send({ kind: 'CALL', request: this.#id, ...this.#fields(session, payload, isLast) })
  }

  #fields(session: Session, payload: Payload, isLast: boolean): Unnumbered<'CALL'> {
    const { procedure } = this.#request
    const { kwargs, cancelMode, onProgress, timeoutMs, ...rest } = this.#request.options
    const options = wireOptions({
      ...rest,
      timeout: (session.announces('dealer', 'call_timeout') && this.#timeoutMs) || undefined,
      receiveProgress: onProgress && true,
      progress: !isLast || undefined,
    })
    return { options, procedure, payload }
  }

  #answered(message: Result): void {
    if (message.details.progress !== true) {
      this.#finish()
      return this.#settled.resolve(resultOf(message))
    }
    this.#restartTimer()
    try {
      this.#request.options.onProgress?.(resultOf(message))
    } catch (error) {
      this.#way.environment.report(error)
    }
  }

  readonly #fail = (error: unknown): void => {
    this.#finish()
    this.#settled.reject(error)
  }

  readonly #onAbort = (): void => {
    const { signal, cancelMode } = this.#request.options
    this.cancel(canceled(signal?.reason), cancelMode)
  }

  /** Routers without call timeouts, and those that count in seconds, are the reason for a timer of our own. */
  #restartTimer(): void {
    this.#cancelTimer?.()
    const ms = this.#timeoutMs
    if (ms === 0) return
    this.#cancelTimer = this.#way.environment.after(ms, () =>
      this.cancel(new WampError('wamp.error.timeout', `no answer within ${ms} ms`)),
    )
  }

  #finish(): void {
    this.#isDone = true
    this.#cancelTimer?.()
    this.#request.options.signal?.removeEventListener('abort', this.#onAbort)
  }
}
