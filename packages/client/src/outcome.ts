/** The promises that a client gives to its program. */
import { WampError } from '@wampeter/protocol'
import type { Gate } from './gate.ts'

/**
 * The outcome of a request: `what` names the method and the URI. Its error says both, and has the line of the program
 * that made the request; the line where the answer arrived would tell nothing. What the program itself interrupts, by
 * `close` or by the signal, needs no handler.
 */
export function outcome<Value>(gate: Gate, what: string, signal?: AbortSignal): PromiseWithResolvers<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  /** Its stack is made into a text only when it is read, which is most of the cost. */
  const trace = new Error()
  return {
    promise,
    resolve,
    reject(error) {
      // Several requests may fail by one error, so a WampError is copied. Others come from the values of the program.
      const own = error instanceof WampError ? new WampError(error.uri, `${what}: ${error.message}`, error) : error
      if (own instanceof Error) own.stack = (own === error ? own.stack : own) + withoutHead(trace)
      if (gate.isClosed || signal?.aborted) promise.catch(() => {})
      reject(own)
    },
  }
}

const withoutHead = ({ stack = '' }: Error): string => stack.replace(/^Error/, '')
