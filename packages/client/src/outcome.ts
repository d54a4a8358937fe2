/** The promises that a client gives to its program. */
import { WampError } from '@wampeter/protocol'
import type { Gate } from './gate.ts'

/**
 * The outcome of a request: `what` names the method and the URI. Its error says both, and has the line of the program
 * that made the request; the line where the answer arrived would tell nothing. What the program itself interrupts, by
 * `close` or by the signal, needs no handler.
 */
export class Outcome<Value> {
  readonly #settled = Promise.withResolvers<Value>()
  #isPending = true
  #trace: Error | undefined
  readonly reject: (error: unknown) => void

  constructor(gate: Gate, what: string, signal?: AbortSignal) {
    const { promise, reject } = this.#settled
    this.reject = (error) => {
      this.#isPending = false
      const { stack = '' } = this.#trace ?? new Error()
      // Several requests may fail by one error, so a WampError is copied. Others come from the values of the program.
      const own = error instanceof WampError ? new WampError(error.uri, `${what}: ${error.message}`, error) : error
      if (own instanceof Error) own.stack = (own === error ? own.stack : own) + stack.replace(/^Error/, '')
      if (gate.isClosed || signal?.aborted) promise.catch(() => {})
      reject(own)
    }
  }

  /** To be taken before the method returns. An outcome that is there by then is spared the cost of a stack. */
  get promise(): Promise<Value> {
    if (this.#isPending) this.#trace ??= new Error()
    return this.#settled.promise
  }

  resolve(value: Value): void {
    this.#isPending = false
    this.#settled.resolve(value)
  }
}
