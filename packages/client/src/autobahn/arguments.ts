/** What Autobahn-JS asserts of the arguments of a session's methods, in its words, and what was given instead. */
import { describe, isDict } from '@wampeter/protocol'

interface Rule {
  readonly what: string
  allows(value: unknown): boolean
}

const text: Rule = { what: 'a string', allows: (value) => typeof value === 'string' }
const callback: Rule = { what: 'a function', allows: (value) => typeof value === 'function' }
const list: Rule = { what: 'an array []', allows: (value) => !value || Array.isArray(value) }
const dict: Rule = { what: 'an object {}', allows: (value) => !value || isObject(value) }

const RULES = {
  topic: text,
  procedure: text,
  handler: callback,
  endpoint: callback,
  args: list,
  kwargs: dict,
  options: dict,
} as const satisfies Record<string, Rule>

type Given = { readonly [Name in keyof typeof RULES]?: unknown }

/** @throws TypeError `Session.call: <procedure> must be a string`, and what it is. Pages pass what no type has seen. */
export function checkArguments(method: string, given: Given): void {
  for (const [name, value] of Object.entries(given)) {
    const { what, allows } = RULES[name as keyof Given]
    if (!allows(value)) throw new TypeError(`Session.${method}: <${name}> must be ${what}, not ${described(value)}`)
  }
}

/** An instance of a class is one too, as in Autobahn-JS. */
const isObject = (value: unknown): boolean => isDict(value) || (typeof value === 'object' && !Array.isArray(value))

const described = (value: unknown): string => (typeof value === 'function' ? 'a function' : describe(value))
