/** The calls that a session is answering just now. */
import { EMPTY_DICT, Payload, REQUEST, WampError } from '@wampeter/protocol'
import type { Dict, ErrorMessage, Id, Interrupt, Invocation, Yield } from '@wampeter/protocol'
import { AsyncBuffer } from './async-buffer.ts'
import { CallResult, resultOf } from './call-result.ts'
import { ERROR } from './errors.ts'
import type { IncomingCall, ProcedureHandler } from './handlers.ts'

/** How many parts of an input may wait for a procedure that does not read them. */
const INPUT_LIMIT = 1000

/** Where its words go. */
export interface InvocationsHost {
  send(message: Yield | ErrorMessage): void
  /** Gets what a procedure throws, unless it is meant for the caller. */
  report(error: unknown): void
}

/** What the caller learns of an error that is none of its business: a text may hold secrets. */
const FAILED = new WampError(ERROR.runtime, 'the procedure failed')

interface Running {
  readonly abort: AbortController
  readonly input: AsyncBuffer<CallResult>
  /** Has the last part of the input come? */
  isWhole?: boolean
}

export class Invocations {
  readonly #running = new Map<Id, Running>()
  /** Answered, while parts of their input may still be on their way. */
  readonly #answered = new Set<Id>()
  readonly #host: InvocationsHost

  constructor(host: InvocationsHost) {
    this.#host = host
  }

  /** Starts a call, or hands on a further part of its input. */
  receive(message: Invocation, handler: ProcedureHandler | undefined): void {
    const { request, details } = message
    const isLast = details.progress !== true
    // A part of an input whose call was answered before it was whole starts nothing anew.
    if (this.#answered.has(request)) return void (isLast && this.#answered.delete(request))
    const known = this.#running.get(request)
    const running = known ?? { abort: new AbortController(), input: new AsyncBuffer<CallResult>(INPUT_LIMIT, () => {}) }
    if (known === undefined) {
      this.#running.set(request, running)
      void this.#run(message, handler, running)
    } else known.input.push(resultOf(message.payload))
    if (isLast) running.input.end()
    running.isWhole = isLast
  }

  /** Nothing more is said about a call. */
  #forget(request: Id, { isWhole }: Running): void {
    this.#running.delete(request)
    if (isWhole) return
    const [oldest] = this.#answered.add(request)
    if (this.#answered.size > INPUT_LIMIT && oldest !== undefined) this.#answered.delete(oldest)
  }

  /** *Call Canceling*: `kill` wants an answer, `killnowait` wants none. */
  interrupt({ request, options }: Interrupt): void {
    const running = this.#running.get(request)
    if (running === undefined) return
    const error = new WampError('wamp.error.canceled', 'the call was cancelled')
    if (options.mode === 'kill') this.#fail(request, error)
    this.#forget(request, running)
    stop(running, error)
  }

  /** The session is over: nobody hears the answers. */
  end(error: WampError): void {
    const all = [...this.#running.values()]
    this.#running.clear()
    for (const running of all) stop(running, error)
  }

  async #run(message: Invocation, handler: ProcedureHandler | undefined, running: Running): Promise<void> {
    const { request, details, payload } = message
    const isOpen = (): boolean => this.#running.get(request) === running
    const progress: IncomingCall['progress'] = (args, kwargs) => {
      if (isOpen() && details.receive_progress === true) this.#yield(request, Payload.of(args, kwargs), PART)
    }
    try {
      if (handler === undefined) throw new WampError('wamp.error.no_such_procedure', 'it was just unregistered')
      const { args, kwargs } = payload.values()
      const call = { signal: running.abort.signal, input: running.input, progress }
      const result = await drained(await handler(args, kwargs, details, call), { progress, isOpen })
      if (isOpen()) this.#yield(request, resultPayload(result))
    } catch (error) {
      if (!isOpen()) return
      const isForCaller = error instanceof WampError
      if (!isForCaller) this.#host.report(error)
      this.#fail(request, isForCaller ? error : FAILED)
    }
    if (isOpen()) this.#forget(request, running)
  }

  #yield(request: Id, payload: Payload, options: Dict = EMPTY_DICT): void {
    this.#host.send({ kind: 'YIELD', request, options, payload })
  }

  /** Where the error's own values cannot be written, the caller gets it without them. */
  #fail(request: Id, { uri, args, kwargs }: WampError): void {
    const send = (payload: Payload): void =>
      this.#host.send({
        kind: 'ERROR',
        requestType: REQUEST.INVOCATION.code,
        request,
        details: EMPTY_DICT,
        error: uri,
        payload,
      })
    try {
      send(Payload.of(args, kwargs))
    } catch {
      send(Payload.empty)
    }
  }
}

const PART = { progress: true }

function stop({ abort, input }: Running, error: WampError): void {
  input.end(error)
  abort.abort(error)
}

/** Runs a generator to its end: what it yields are parts. */
async function drained(
  result: unknown,
  { progress, isOpen }: { progress: IncomingCall['progress']; isOpen: () => boolean },
): Promise<unknown> {
  if (!isAsyncIterator(result)) return result
  let step = await result.next()
  while (step.done !== true && isOpen()) {
    const { args, kwargs } = asResult(step.value)
    progress(args, kwargs)
    step = await result.next()
  }
  if (step.done === true) return step.value
  await result.return?.()
  return undefined
}

const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value

const asResult = (value: unknown): CallResult =>
  value instanceof CallResult ? value : new CallResult(value === undefined ? [] : [value])

function resultPayload(result: unknown): Payload {
  const { args, kwargs } = asResult(result)
  return Payload.of(args, kwargs)
}
