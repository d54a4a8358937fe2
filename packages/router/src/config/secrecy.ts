/**
 * What a message may show of a wrong value. Messages end up in logs and in questions on the internet, so a value is
 * shown only where it cannot be a secret: a password in the wrong place (`"barry": "notsosecret"`) must not appear.
 */
import type { Path } from './problem.ts'

const secretWord = /ticket|secret|password|token|salt|credential|private|(^|[-_])key$/i

/** Below these keys anything may be a secret … */
const guarded = new Set([
  'auth',
  'vars',
  'arguments',
  'extra',
  'stdin',
  'value',
  'config',
  'users',
  'principals',
  'keyring',
])

/** Directly below these keys, the keys are names that the operator chooses, so no key is harmless. */
const names = new Set<string | number>(['users', 'principals', 'vars'])

/** … except words under these keys, where a spelling mistake is far more likely … */
const harmlessWords = new Set([
  'type',
  'role',
  'realm',
  'kdf',
  'authenticator',
  'authenticator-realm',
  'authenticator-role',
  'default-role',
])

/** … and numbers and booleans under these. */
const harmlessNumbers = new Set(['iterations', 'keylen', 'memory', 'derive', 'inherit', 'close'])

/** True where the value at this place must not be shown. */
export function isSecret(path: Path, value: unknown): boolean {
  const last = path.findLast((step) => typeof step === 'string') ?? ''
  if (secretWord.test(last) || names.has(path.at(-2) ?? '')) return true
  const harmless = typeof value === 'string' ? harmlessWords : harmlessNumbers
  return path.some((step) => typeof step === 'string' && guarded.has(step)) && !harmless.has(last)
}

const MAX_SHOWN = 40

/**
 * Describes a value for a message: `the number 70000`, `the text "jsno"`, or only its type where it may be a secret.
 */
export function describeValue(value: unknown, path: Path): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'an object'
  if (isSecret(path, value)) return typeof value === 'string' ? 'a text' : `a ${typeof value}`
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${quote(value)}`
  return typeof value === 'number' ? `the number ${value}` : String(value)
}

/** A text in quotes, cut to a readable length, without control characters. */
export function quote(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
  return JSON.stringify(shown)
}
