/** Options that this router does not honour yet are refused, never ignored: a client must not believe what is not so. */
import { WampError } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import { quoted } from './quoted.ts'

/** What a request may say about an option: a default that changes nothing, or a value that asks for something. */
export interface OptionRule {
  /** Values that are as good as leaving the option out. */
  readonly harmless: readonly unknown[]
  /** Other values that the specification knows; anything else is no value of this option at all. Absent: any. */
  readonly known?: readonly unknown[]
}

export type OptionRules = Readonly<Record<string, OptionRule>>

/**
 * Checks a request's options against what is built.
 * @throws WampError `wamp.error.option_not_allowed` for a known option that is not available,
 * `wamp.error.invalid_argument` for a value that the option cannot have.
 */
export function refuseUnavailable(options: Dict, rules: OptionRules): void {
  for (const key in options) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (rule === undefined || rule.harmless.includes(options[key])) continue
    const value = typeof options[key] === 'string' ? ` ${quoted(options[key])}` : ''
    if (rule.known !== undefined && !rule.known.includes(options[key])) {
      throw new WampError(
        'wamp.error.invalid_argument',
        `the option ${key} cannot be${value || ' that'}; it can be ${[...rule.harmless, ...rule.known].join(', ')}`,
      )
    }
    throw new WampError('wamp.error.option_not_allowed', `the option ${key}${value} is not available on this router`)
  }
}

const flag: OptionRule = { harmless: [false] }
const anything: OptionRule = { harmless: [] }

/** Payload passthru mode, on every message that carries a payload. */
const passthru: OptionRules = {
  ppt_scheme: { harmless: [''] },
  ppt_serializer: anything,
  ppt_cipher: anything,
  ppt_keyid: anything,
}

const match: OptionRule = { harmless: ['exact'], known: ['prefix', 'wildcard'] }

export const SUBSCRIBE_OPTIONS: OptionRules = { match, get_retained: flag }

export const PUBLISH_OPTIONS: OptionRules = {
  ...passthru,
  retain: flag,
  exclude: anything,
  exclude_authid: anything,
  exclude_authrole: anything,
  eligible: anything,
  eligible_authid: anything,
  eligible_authrole: anything,
}

export const REGISTER_OPTIONS: OptionRules = {
  match,
  invoke: { harmless: ['single'], known: ['first', 'last', 'roundrobin', 'random'] },
  concurrency: anything,
  force_reregister: flag,
  disclose_caller: flag,
  forward_timeout: flag,
}

export const CALL_OPTIONS: OptionRules = {
  ...passthru,
  timeout: { harmless: [0] },
  receive_progress: flag,
  progress: flag,
}

export const YIELD_OPTIONS: OptionRules = passthru
