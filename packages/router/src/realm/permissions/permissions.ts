/**
 * Finds the rule of a role that decides about a URI. The algorithm is Crossbar's, with its oddities, because
 * configurations rely on them. First, the longest rule whose text is a prefix of the URI is found. It decides if it is
 * a prefix rule or equals the URI. Otherwise the default decides, not the next shorter rule. Then a fitting wildcard
 * rule replaces the rule found, unless that is an exact rule.
 */
import type { Uri } from '@wampeter/protocol'
import type { Action, PermissionRule } from './permission-rule.ts'
import { covers, meets } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import { PrefixTree } from '../prefix-tree.ts'

/** Whether an action is allowed, and the rule that decided. */
export interface Decision {
  readonly allowed: boolean
  readonly rule: PermissionRule
  /** A sentence for the debug log: the rule and the reason why it decided. */
  because(): string
}

/** The permissions of one role. */
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

  /** The rule that decides about a URI; the default when no other rule fits. */
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
   * Judges a request. A pattern is first judged by its text. It is then refused if the deciding rule covers less than
   * the pattern, or if any rule that decides about a part of the pattern denies the action. Otherwise a session could
   * use a pattern to reach URIs that the rules deny.
   */
  decide(action: Action, pattern: Pattern): Decision {
    const { uri, match } = pattern
    const rule = this.ruleFor(uri)
    if (!rule.allow[action]) return decision(false, rule, 'it does not allow it')
    if (match === 'exact') return decision(true, rule, 'it allows it')
    if (rule !== this.#fallback && !covers(rule, pattern))
      return decision(false, rule, `it covers less than the ${match} pattern`)
    const against = this.#rules.find((other) => !other.allow[action] && meets(other, pattern) && !isHidden(other, rule))
    return against === undefined
      ? decision(true, rule, 'it allows it')
      : decision(false, against, `it denies a part of the ${match} pattern`)
  }
}

/**
 * True for a rule that decides about no URI of a pattern which `rule` covers: all of them start with the text of `rule`,
 * and that is longer.
 */
const isHidden = (other: PermissionRule, rule: PermissionRule): boolean =>
  isCommon(other) &&
  rule.match === 'prefix' &&
  isCommon(rule) &&
  rule.uri.length > other.uri.length &&
  rule.uri.startsWith(other.uri)

/** True when a wildcard rule matches a URI. A blank of the rule matches one component that is not blank. */
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

/** True for a rule that is no wildcard. Crossbar tells by the text of the rule, not by its `match`. */
const isCommon = (rule: PermissionRule): boolean => !rule.uri.includes('..')

const defaultRule = (allowed: boolean): PermissionRule => ({
  uri: '',
  match: 'prefix',
  allow: { call: allowed, register: allowed, publish: allowed, subscribe: allowed },
  disclose: { caller: false, publisher: false },
  name: allowed ? 'the default (allow-by-default)' : 'the default (no rule fits)',
})
