/** How calls end other than by their callee's word: cancelled, too late, refused, or because a session has left. */
import { WampError } from '@wampeter/protocol'
import type { Cancel } from '@wampeter/protocol'
import type { Deadlines } from '../deadlines.ts'
import { wake } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { InterruptMode, Peer, PendingCall } from '../peer.ts'
import type { Failure } from './call-values.ts'
import { quoted } from '../quoted.ts'
import { CALLEE_LEFT, CANCELED, failureFor, TIMED_OUT } from './failures.ts'
import { closeCall, forgetPayload, isOpen } from './pending-calls.ts'

export interface EndingsParts {
  readonly deadlines: Deadlines
  now(): number
}

/** Calls of a callee that has left are ended in parts of this many, so that other sessions are heard in between. */
const ENDED_AT_ONCE = 500

export class Endings {
  readonly #parts: EndingsParts

  constructor(parts: EndingsParts) {
    this.#parts = parts
  }

  /** *Call Canceling*. A call that has ended needs no answer. `killnowait` where no mode is named, as Crossbar has it. */
  cancel(caller: Peer, { request, options: { mode = 'killnowait' } }: Cancel): Effect[] {
    const call = caller.calls?.get(request)
    if (call === undefined || call.isKilled) return []
    if (mode !== 'skip' && mode !== 'kill' && mode !== 'killnowait')
      throw new WampError(
        'wamp.error.invalid_argument',
        `a call cannot be cancelled by the mode ${quoted(mode)}; it can be skip, kill or killnowait`,
      )
    if (mode === 'skip' || !call.answerer.canBeInterrupted) return this.#end(call, CANCELED)
    if (mode === 'killnowait') return this.#stop(call, CANCELED)
    call.isKilled = true
    forgetPayload(call)
    return call.answerer.interrupt(call, 'kill')
  }

  /** Gives a call its time, anew after each part of its result. */
  limit(call: PendingCall): Effect {
    const { deadlines, now } = this.#parts
    call.limit?.cancel()
    call.limit = deadlines.add(now() + call.timeoutMs, () => this.#stop(call, TIMED_OUT))
    return wake(deadlines)
  }

  /** The call cannot be put to its callee. */
  refuse(call: PendingCall, error: WampError): Effect[] {
    return this.#end(call, failureFor(error))
  }

  /** Ends a call without its callee's word, which comes to nothing if it comes. */
  #end(call: PendingCall, failure: Failure): Effect[] {
    closeCall(call)
    return call.asker.error(call, failure)
  }

  /** The same; the callee is told not to go on. */
  #stop(call: PendingCall, failure: Failure, mode: InterruptMode = 'killnowait'): Effect[] {
    closeCall(call)
    return [...call.answerer.interrupt(call, mode), ...call.asker.error(call, failure)]
  }

  /**
   * A session leaves (*Caller/Callee Leaving During an RPC Invocation*). Callers that wait for it are told; callees of its
   * own calls are told to stop, where they can be.
   */
  leave(peer: Peer): Effect[] {
    const orphans = [...(peer.invocations?.values() ?? [])]
    peer.invocations = undefined
    const stopped = [...(peer.calls?.values() ?? [])].flatMap((call) => {
      closeCall(call)
      return call.answerer.interrupt(call, 'killnowait')
    })
    return [...this.#endOrphans(orphans), ...stopped]
  }

  /** Ends calls whose callee has left; many of them in parts. */
  #endOrphans(calls: readonly PendingCall[], from = 0): Effect[] {
    const rest = from + ENDED_AT_ONCE
    const effects = calls.slice(from, rest).flatMap((call) => (isOpen(call) ? this.#end(call, CALLEE_LEFT) : []))
    if (rest >= calls.length) return effects
    const { deadlines, now } = this.#parts
    deadlines.add(now(), () => this.#endOrphans(calls, rest))
    return [...effects, wake(deadlines)]
  }
}
