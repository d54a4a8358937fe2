/**
 * Which rule of a role decides about a URI. This is Crossbar's algorithm with its oddities, because configurations
 * rely on them: the longest rule that is a text prefix of the URI decides, and when that rule is neither a prefix
 * rule nor the URI itself the answer is the default, never the next shorter rule; a fitting wildcard rule then
 * replaces whatever was found, unless that was an exact rule.
 */
import type { Uri } from '@wampeter/protocol'
import type { Action, PermissionRule } from './permission-rule.ts'
import { covers, meets } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import { PrefixTree } from '../prefix-tree.ts'

/** May an action be done, and which rule says so. */
export interface Decision {
  readonly allowed: boolean
  readonly rule: PermissionRule
  /** The rule in words, and why it decided, for the debug log. */
  because(): string
}

export class Permissions {
  readonly #rules: readonly PermissionRule[]
  readonly #common = new PrefixTree<PermissionRule>()
  readonly #wildcards = new PrefixTree<PermissionRule>()
  readonly #fallback: PermissionRule

  constructor(rules: readonly PermissionRule[], allowByDefault = false) {
    this.#rules = rules
    for (const rule of rules)
      if (isCommon(rule)) this.#common.set(rule.uri, rule)
      else this.#wildcards.set(rule.uri.slice(0, rule.uri.indexOf('..')), rule)
    this.#fallback = defaultRule(allowByDefault)
  }

  /** The rule that decides about a URI. Never undefined: where none fits it is the default. */
  ruleFor(uri: Uri): PermissionRule {
    const found = this.#commonRuleFor(uri)
    if (found.match === 'exact' || this.#wildcards.size === 0) return found
    const wildcard = this.#wildcards.longest(uri)
    return wildcard !== undefined && fits(wildcard.uri, uri) ? wildcard : found
  }

  #commonRuleFor(uri: Uri): PermissionRule {
    const longest = this.#common.longest(uri)
    if (longest === undefined) return this.#fallback
    return longest.match === 'prefix' || longest.uri === uri || longest.uri === '' ? longest : this.#fallback
  }

  /**
   * Judges a request. A pattern is judged on its text, and then refused where the deciding rule covers less than the
   * pattern, or where a rule within the pattern's reach denies: otherwise a pattern would open what the rules close.
   */
  decide(action: Action, pattern: Pattern): Decision {
    const { uri, match } = pattern
    const rule = this.ruleFor(uri)
    if (!rule.allow[action]) return decision(false, rule, 'it does not allow it')
    if (match === 'exact') return decision(true, rule, 'it allows it')
    if (rule !== this.#fallback && !covers(rule, pattern))
      return decision(false, rule, `it covers less than the ${match} pattern`)
    const against = this.#rules.find((other) => !other.allow[action] && meets(other, pattern))
    return against === undefined
      ? decision(true, rule, 'it allows it')
      : decision(false, against, `it denies a part of the ${match} pattern`)
  }
}

/** A blank of the rule stands for one component that is not blank itself. */
function fits(wildcard: Uri, uri: Uri): boolean {
  const slots = wildcard.split('.')
  const parts = uri.split('.')
  return (
    slots.length === parts.length &&
    slots.every((slot, index) => (slot === '' ? parts[index] !== '' : slot === parts[index]))
  )
}

const decision = (allowed: boolean, rule: PermissionRule, why: string): Decision => ({
  allowed,
  rule,
  because: () => `${rule.name} (uri ${JSON.stringify(rule.uri)}, ${rule.match}) decided: ${why}`,
})

/** Crossbar files a rule among the wildcards by its text, not by its `match`. */
const isCommon = (rule: PermissionRule): boolean => !rule.uri.includes('..')

const defaultRule = (allowed: boolean): PermissionRule => ({
  uri: '',
  match: 'prefix',
  allow: { call: allowed, register: allowed, publish: allowed, subscribe: allowed },
  disclose: { caller: false, publisher: false },
  name: allowed ? 'the default (allow-by-default)' : 'the default (no rule fits)',
})
