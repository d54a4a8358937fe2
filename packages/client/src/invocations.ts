/** The calls that a session is answering just now. */
import { EMPTY_DICT, passthruOf, Payload, REQUEST, WampError } from '@wampeter/protocol'
import type { ErrorMessage, Id, Interrupt, Invocation, Yield } from '@wampeter/protocol'
import { AsyncBuffer } from './async-buffer.ts'
import { CallResult, resultOf } from './call-result.ts'
import { canceled, ERROR } from './errors.ts'
import type { ProcedureHandler } from './handlers.ts'

/** How many parts of an input may wait for a procedure that does not read them. */
const INPUT_LIMIT = 1000

/** What invocations need of their session. */
export interface InvocationsHost {
  send(message: Yield | ErrorMessage): void
  /** Gets what a procedure throws, unless it is meant for the caller. */
  report(error: unknown): void
}

/** What a caller learns of an error that is not a WampError: its text may hold secrets. */
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
    } else known.input.push(resultOf(message))
    if (isLast) running.input.finish()
    running.isWhole = isLast
  }

  /** The call is over. Parts of its input may still arrive. */
  #forget(request: Id, { isWhole }: Running): void {
    this.#running.delete(request)
    if (isWhole) return
    const [oldest] = this.#answered.add(request)
    if (this.#answered.size > INPUT_LIMIT) this.#answered.delete(oldest as Id)
  }

  /** *Call Canceling*: `kill` wants an answer, `killnowait` wants none. */
  interrupt({ request, options }: Interrupt): void {
    const running = this.#running.get(request)
    if (running === undefined) return
    const error = canceled()
    if (options.mode === 'kill') this.#fail(request, error)
    this.#forget(request, running)
    stop(running, error)
  }

  /** The session is over: the answers would reach no one. */
  end(error: WampError): void {
    const all = [...this.#running.values()]
    this.#running.clear()
    for (const running of all) stop(running, error)
  }

  async #run(message: Invocation, handler: ProcedureHandler | undefined, running: Running): Promise<void> {
    const { request, details, payload } = message
    const isOpen = (): boolean => this.#running.get(request) === running
    const answer = (value: unknown, isPart?: boolean): void => {
      if (!isOpen()) return
      const { args, kwargs, details } =
        value instanceof CallResult ? value : new CallResult(value === undefined ? [] : [value])
      const options = { ...passthruOf(details), ...(isPart && { progress: true }) }
      this.#host.send({ kind: 'YIELD', request, options, payload: Payload.of(args, kwargs) })
    }
    const part = (value: unknown): void => {
      if (details.receive_progress === true) answer(value, true)
    }
    try {
      if (handler === undefined) throw new WampError('wamp.error.no_such_procedure', 'unregistered')
      const { args, kwargs } = payload.values()
      const result = await handler(args, kwargs, details, {
        signal: running.abort.signal,
        input: running.input,
        progress: (...values) => part(new CallResult(...values)),
      })
      answer(isAsyncIterator(result) ? await drained(result, part, isOpen) : result)
    } catch (error) {
      if (!isOpen()) return
      // The caller is answered first: `report` is the program's, and may throw.
      if (error instanceof WampError) this.#fail(request, error)
      else {
        this.#fail(request, FAILED)
        this.#host.report(error)
      }
    } finally {
      if (isOpen()) this.#forget(request, running)
    }
  }

  /** Where the error's own values cannot be written, the caller gets it without them. */
  #fail(request: Id, { uri, args, kwargs, details }: WampError): void {
    const send = (payload: Payload): void =>
      this.#host.send({
        kind: 'ERROR',
        requestType: REQUEST.INVOCATION.code,
        request,
        details: passthruOf(details) ?? EMPTY_DICT,
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

function stop({ abort, input }: Running, error: WampError): void {
  input.finish(error)
  abort.abort(error)
}

/** Runs a generator to its end, or until its call is over. What it yields are parts. */
async function drained(
  generator: AsyncIterator<unknown>,
  part: (value: unknown) => void,
  isOpen: () => boolean,
): Promise<unknown> {
  for (;;) {
    const { value, done } = await generator.next()
    if (done === true) return value
    if (!isOpen()) return generator.return?.()
    part(value)
  }
}

const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown> =>
  (value as Partial<AsyncIterator<unknown>> | null | undefined)?.next !== undefined &&
  Symbol.asyncIterator in (value as object)
