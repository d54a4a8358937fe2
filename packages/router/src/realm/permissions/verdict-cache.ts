import type { MatchPolicy, Uri } from '@wampeter/protocol'
import type { Rules } from '../options.ts'
import type { Action } from './permission-rule.ts'
import type { Request, Waitable } from './waitable.ts'
import type { Judgement } from './verdict.ts'

/** One session's answers that may serve again: per action, URI and match policy; bounded, the oldest goes first. */
export class VerdictCache {
  readonly #rules: Rules
  #judgements: Record<Action, Map<string, Judgement>> = emptied()

  constructor(rules: Rules) {
    this.#rules = rules
  }

  get({ action, uri, match }: Request): Judgement | undefined {
    return this.#judgements[action].get(keyOf(uri, match))
  }

  /** As {@link get}, for what is done most often, and without making anything. */
  known(message: Waitable): Judgement | undefined {
    if (message.kind === 'PUBLISH') return this.#judgements.publish.get(message.topic)
    return message.kind === 'CALL' ? this.#judgements.call.get(message.procedure) : undefined
  }

  /** Answers about URIs longer than people write are not kept: their number is bounded, their length is not. */
  keep({ action, uri, match }: Request, judgement: Judgement): void {
    if (uri.length > LONGEST_URI) return
    const kept = this.#judgements[action]
    const [oldest] = kept.keys()
    if (kept.size >= this.#rules.options.limits.cachedPermissionsPerSession && oldest !== undefined) kept.delete(oldest)
    kept.set(keyOf(uri, match), judgement)
  }

  /** Forgets everything, and says how much that was. */
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

/** No URI has a line break, so no exact one is taken for a pattern. */
const keyOf = (uri: Uri, match: MatchPolicy): string => (match === 'exact' ? uri : `${match}\n${uri}`)
