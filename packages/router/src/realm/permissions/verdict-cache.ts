/** The cache of an authorizer's answers. */
import type { MatchPolicy, Uri } from '@wampeter/protocol'
import type { Rules } from '../options.ts'
import type { Action } from './permission-rule.ts'
import type { Request, Waitable } from './waitable.ts'
import type { Judgement } from './verdict.ts'

/**
 * The cached answers of an authorizer for one session, by action, URI and match policy. Beyond the limit the oldest is
 * dropped.
 */
export class VerdictCache {
  readonly #rules: Rules
  #judgements: Record<Action, Map<string, Judgement>> = emptied()

  constructor(rules: Rules) {
    this.#rules = rules
  }

  get({ action, uri, match }: Request): Judgement | undefined {
    return this.#judgements[action].get(keyOf(uri, match))
  }

  /** As {@link get}, for PUBLISH and CALL, without any allocation. */
  known(message: Waitable): Judgement | undefined {
    if (message.kind === 'PUBLISH') return this.#judgements.publish.get(message.topic)
    return message.kind === 'CALL' ? this.#judgements.call.get(message.procedure) : undefined
  }

  /** Keeps an answer. Answers about very long URIs are not kept, because the limit counts answers, not bytes. */
  keep({ action, uri, match }: Request, judgement: Judgement): void {
    if (uri.length > LONGEST_URI) return
    const kept = this.#judgements[action]
    const [oldest] = kept.keys()
    if (kept.size >= this.#rules.options.limits.cachedPermissionsPerSession && oldest !== undefined) kept.delete(oldest)
    kept.set(keyOf(uri, match), judgement)
  }

  /** Clears the cache and returns the number of answers that it held. */
  clear(): number {
    const size = Object.values(this.#judgements).reduce((sum, kept) => sum + kept.size, 0)
    this.#judgements = emptied()
    return size
  }
}

const LONGEST_URI = 1_024

const emptied = (): Record<Action, Map<string, Judgement>> => ({
  call: new Map(),
  register: new Map(),
  publish: new Map(),
  subscribe: new Map(),
})

/** A key per pattern. A URI has no line break, so the key of an exact URI never equals that of a pattern. */
const keyOf = (uri: Uri, match: MatchPolicy): string => (match === 'exact' ? uri : `${match}\n${uri}`)
