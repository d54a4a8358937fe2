/** Calls that the router itself makes: to ask an authorizer, or an authenticator. The callee sees an ordinary invocation. */
import type { Uri } from '@wampeter/protocol'
import type { Rules } from '../options.ts'
import type { PendingCall } from '../peer.ts'
import type { Answered } from './answer.ts'

/** What is asked, and what follows. */
export interface Question {
  readonly procedure: Uri
  readonly args: readonly unknown[]
  readonly answered: Answered
}

/** Open questions that must be answered in time. All have the same time, so the oldest is the first to be late. */
export class Questions {
  readonly #rules: Rules
  /** When each was asked, the oldest first. */
  readonly #opened = new Map<PendingCall, number>()

  constructor(rules: Rules) {
    this.#rules = rules
  }

  opened(question: PendingCall, now: number): void {
    this.#opened.set(question, now)
  }

  ended(question: PendingCall): void {
    this.#opened.delete(question)
  }

  get deadline(): number | undefined {
    const [first] = this.#opened.values()
    return first === undefined ? undefined : first + this.#rules.options.authorizerTimeoutMs
  }

  /** Those whose time has come. Looks no further than the first that has time left. */
  late(now: number): readonly PendingCall[] {
    const since = now - this.#rules.options.authorizerTimeoutMs
    const late: PendingCall[] = []
    for (const [question, opened] of this.#opened) {
      if (opened > since) break
      late.push(question)
    }
    return late
  }
}
