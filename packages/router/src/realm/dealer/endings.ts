/** Ends calls for all reasons but the callee's answer: cancelled, timed out, refused, or because a session left. */
import { Refusal } from '@wampeter/protocol'
import type { Cancel, WampError } from '@wampeter/protocol'
import type { Deadlines } from '../deadlines.ts'
import { wake } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { InterruptMode, Peer, PendingCall } from '../peer.ts'
import type { Failure } from './call-values.ts'
import { quoted } from '../quoted.ts'
import { CALLEE_LEFT, CANCELED, failureFor, TIMED_OUT } from './failures.ts'
import { closeCall, forgetPayload, isOpen } from './pending-calls.ts'

/** The other parts of the realm that ending calls needs. */
export interface EndingsParts {
  readonly deadlines: Deadlines
  now(): number
}

/**
 * The calls of a callee that left end in batches of this size, so that other sessions are served in between. Each may
 * be a question to an authorizer, whose request is then carried out.
 */
const ENDED_AT_ONCE = 25

/** Ends calls for all reasons but the callee's answer. */
export class Endings {
  readonly #parts: EndingsParts

  constructor(parts: EndingsParts) {
    this.#parts = parts
  }

  /**
   * Handles CANCEL (*Call Canceling*). The default mode is `killnowait`, as in Crossbar. A call that has ended is
   * ignored.
   */
  cancel(caller: Peer, { request, options: { mode = 'killnowait' } }: Cancel): Effect[] {
    const call = caller.calls?.get(request)
    if (call === undefined || call.isKilled) return []
    if (mode !== 'skip' && mode !== 'kill' && mode !== 'killnowait')
      throw new Refusal(
        'wamp.error.invalid_argument',
        `a call cannot be cancelled by the mode ${quoted(mode)}; it can be skip, kill or killnowait`,
      )
    if (mode === 'skip' || !call.answerer.canBeInterrupted) return this.#end(call, CANCELED)
    if (mode === 'killnowait') return this.#stop(call, CANCELED)
    call.isKilled = true
    forgetPayload(call)
    return call.answerer.interrupt(call, 'kill')
  }

  /** Starts the timeout of a call, and again after each progressive result. `from` is the time that it counts from. */
  limit(call: PendingCall, from: number = this.#parts.now()): Effect {
    const { deadlines } = this.#parts
    call.limit?.cancel()
    call.limit = deadlines.add(from + call.timeoutMs, () => this.#stop(call, TIMED_OUT))
    return wake(deadlines)
  }

  /** Ends a call that cannot be put to its callee. */
  refuse(call: PendingCall, error: WampError): Effect[] {
    return this.#end(call, failureFor(error))
  }

  /** Ends a call that its callee works on already. The callee gets INTERRUPT if it supports that. */
  stop(call: PendingCall, error: WampError): Effect[] {
    return this.#stop(call, failureFor(error))
  }

  /** Ends a call without its callee's answer. A later answer is dropped. */
  #end(call: PendingCall, failure: Failure): Effect[] {
    closeCall(call)
    return call.asker.error(call, failure)
  }

  /** Ends a call and sends INTERRUPT to its callee. */
  #stop(call: PendingCall, failure: Failure, mode: InterruptMode = 'killnowait'): Effect[] {
    closeCall(call)
    return [...call.answerer.interrupt(call, mode), ...call.asker.error(call, failure)]
  }

  /**
   * Ends the calls of a leaving session (*Caller/Callee Leaving During an RPC Invocation*). The callers of its
   * invocations get ERROR. The callees of its own calls get INTERRUPT if they support it.
   */
  leave(peer: Peer): Effect[] {
    if (peer.invocations === undefined && peer.calls === undefined) return []
    const orphans = peer.invocations?.values() ?? []
    peer.invocations = undefined
    const stopped = (peer.calls?.values() ?? []).flatMap((call) => {
      closeCall(call)
      return call.answerer.interrupt(call, 'killnowait')
    })
    return [...this.#endOrphans(orphans), ...stopped]
  }

  /** Ends calls whose callee has left, in batches. */
  #endOrphans(calls: readonly PendingCall[], from = 0): Effect[] {
    const rest = from + ENDED_AT_ONCE
    const effects = calls.slice(from, rest).flatMap((call) => (isOpen(call) ? this.#end(call, CALLEE_LEFT) : []))
    if (rest >= calls.length) return effects
    const { deadlines, now } = this.#parts
    deadlines.add(now(), () => this.#endOrphans(calls, rest))
    return [...effects, wake(deadlines)]
  }
}
