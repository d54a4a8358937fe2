/** The promises that a client gives to its program. */
import { WampError } from '@wampeter/protocol'
import type { Gate } from './gate.ts'

/**
 * The outcome of a request: `what` names the method and the URI. Its error says both, and has the line of the program
 * that made the request; the line where the answer arrived would tell nothing. What the program's own `close` interrupts
 * needs no handler.
 */
export function outcome<Value>(gate: Gate, what: string): PromiseWithResolvers<Value> {
  const settled = Promise.withResolvers<Value>()
  const { promise } = settled
  const { stack } = new Error()
  return {
    ...settled,
    reject(error) {
      if (gate.isClosed) promise.catch(() => {})
      settled.reject(traced(error, { what, stack }))
    },
  }
}

/** Several requests may fail by one error, so a WampError is copied. Other errors come from the values of the program. */
function traced(error: unknown, { what, stack = '' }: { what: string; stack: string | undefined }): unknown {
  const own = error instanceof WampError ? new WampError(error.uri, `${what}: ${error.message}`, error) : error
  if (own instanceof Error) {
    own.stack = `${own === error ? own.stack : own}${stack.replace(/^Error/, '')}`
  }
  return own
}
