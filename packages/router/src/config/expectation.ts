/** What a value should have been, in words, from one issue of zod. */
import type { z } from 'zod'
import type { Path } from './problem.ts'
import { describeValue, isSecret, quote } from './secrecy.ts'
import { suggest } from './suggest.ts'

type Issue = z.core.$ZodIssue

/** The whole sentence: what was expected, what was found, and the word that was probably meant. */
export function mismatch(issue: Issue, path: Path): string {
  const expected = expectation(issue)
  if (issue.input === undefined) return `missing; ${expected}`
  return `${expected}, found ${describeValue(issue.input, path)}${likelyWord(issue, path)}`
}

/** The first half of the sentence. A message that the schema itself provides is used as it is. */
export function expectation(issue: Issue): string {
  if (issue.message !== '') return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds.get(issue.expected) ?? issue.expected}`
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}`
    case 'too_small':
      return `expected at least ${issue.minimum} ${parts.get(issue.origin) ?? ''}`.trimEnd()
    case 'too_big':
      return `expected at most ${issue.maximum} ${parts.get(issue.origin) ?? ''}`.trimEnd()
    case 'invalid_union':
      return `expected ${[...new Set(issue.errors.flatMap(alternatives))].join(' or ')}`
    default:
      return 'not a valid value'
  }
}

/** A list of words for "expected …". */
export function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value))
  return words.length === 1 ? words.join('') : `one of ${words.join(', ')}`
}

const kinds = new Map<string, string>([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['object', 'an object'],
  ['map', 'an object'],
  ['record', 'an object'],
  ['nonoptional', 'a value'],
])

const parts = new Map<string, string>([
  ['string', 'characters'],
  ['array', 'entries'],
  ['tuple', 'entries'],
])

const alternatives = ([first]: readonly Issue[]): string[] =>
  first === undefined ? [] : [expectation(first).replace(/^expected /, '')]

function likelyWord(issue: Issue, path: Path): string {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string' || isSecret(path, issue.input)) return ''
  const word = suggest(
    issue.input,
    issue.values.filter((value) => typeof value === 'string'),
  )
  return word === undefined ? '' : `; did you mean ${quote(word)}?`
}
