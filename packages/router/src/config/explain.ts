/**
 * Turns zod's issues into problems that an operator understands: what was expected, what was found, and the likely
 * right word. zod reveals the schema of an issue only while it makes the message. So `Explainer.remember` is passed
 * to it as error map, and keeps the schema beside the part of the tree that the issue is about.
 */
import { z } from 'zod'
import { expectation, mismatch, oneOf } from './expectation.ts'
import { fault, warning, writePath, type Path, type Problem } from './problem.ts'
import { member, notes } from './schema/objects.ts'
import { describeValue, quote } from './secrecy.ts'
import { suggest } from './suggest.ts'

type Issue = z.core.$ZodIssue
type UnknownKeys = Extract<Issue, { code: 'unrecognized_keys' }>
type Union = Extract<Issue, { code: 'invalid_union' }>

/** An unknown key that Crossbar accepts: the caller warns of it and takes it out of the tree. */
export interface Surplus {
  readonly holder: object
  readonly key: string
}

/** Explains the issues of one parse. */
export class Explainer {
  readonly surplus: Surplus[] = []
  readonly #schemas = new Map<unknown, z.core.$ZodType>()
  readonly #meant = new Set<string>()

  /** zod's error map for the parse. It leaves every message empty that the schema itself does not provide. */
  readonly remember = (issue: z.core.$ZodRawIssue): string => {
    const { code, schema, input } = issue
    if (schema !== undefined && (code === 'unrecognized_keys' || code === 'invalid_union'))
      this.#schemas.set(input, schema)
    return ''
  }

  /** All problems. A key that is missing because it was misspelt is reported once. */
  explain(issues: readonly Issue[]): readonly Problem[] {
    const found = issues.flatMap((issue) => this.#problems(issue, []))
    return found.filter(({ path, message }) => !(message.startsWith('missing;') && this.#meant.has(path)))
  }

  #problems(issue: Issue, around: Path): readonly Problem[] {
    const path = [...around, ...issue.path.filter((step) => typeof step !== 'symbol')]
    switch (issue.code) {
      case 'custom':
        return [fault(path, issue.message)]
      case 'unrecognized_keys':
        return issue.keys.map((key) => this.#unknownKey(issue, path, key))
      case 'invalid_union':
        return issue.discriminator === undefined ? this.#alternatives(issue, path) : [this.#unknownKind(issue, path)]
      default:
        return [fault(path, mismatch(issue, path))]
    }
  }

  #unknownKey({ input }: UnknownKeys, path: Path, key: string): Problem {
    const schema = this.#schemas.get(input)
    const { tolerant = false, advice = {} } = this.#notesOf(schema)
    const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
    const told = Object.hasOwn(advice, key) ? advice[key] : undefined
    const free = keys.filter((one) => member(input, one) === undefined)
    const meant = told === undefined ? (suggest(key, free) ?? suggest(key, keys)) : undefined
    const wanted = meant ?? keys.find((one) => told?.includes(`\`${one}\``))
    if (wanted !== undefined) this.#meant.add(writePath([...path, wanted]))
    const hint = told ?? (meant === undefined ? possible(keys) : `did you mean \`${meant}\`?`)
    const message = [`unknown key \`${shorten(key)}\``, hint].filter((part) => part !== '').join('; ')
    if (!tolerant) return fault([...path, key], message)
    if (input !== undefined) this.surplus.push({ holder: input, key })
    return warning([...path, key], `${message} (left out)`)
  }

  #unknownKind(issue: Union, path: Path): Problem {
    const kinds = 'options' in issue && issue.options !== undefined ? issue.options.filter(isText) : []
    const found = member(issue.input, issue.discriminator ?? '')
    if (found === undefined) return fault(path, `missing; expected ${oneOf(kinds)}${misspelt(issue)}`)
    const { advice = {} } = this.#notesOf(this.#schemas.get(issue.input))
    const told = isText(found) && Object.hasOwn(advice, found) ? advice[found] : undefined
    if (told !== undefined) return fault(path, `${quote(String(found))}: ${told}`)
    const meant = isText(found) ? suggest(found, kinds) : undefined
    const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`
    return fault(path, `expected ${oneOf(kinds)}, found ${describeValue(found, path)}${hint}`)
  }

  /** Where the value is clearly meant as one of the alternatives, only the problems inside it are reported. */
  #alternatives(issue: Union, path: Path): readonly Problem[] {
    const options = 'errors' in issue ? issue.errors : []
    const meant = options.find((issues) =>
      issues.every(({ path: inside, code }) => inside.length > 0 || code === 'unrecognized_keys'),
    )
    if (meant !== undefined) return meant.flatMap((inner) => this.#problems(inner, path))
    const expected = expectation(issue)
    if (issue.input === undefined) return [fault(path, `missing; ${expected}`)]
    return [fault(path, `${expected}, found ${describeValue(issue.input, path)}`)]
  }

  #notesOf(schema: z.core.$ZodType | undefined) {
    return (schema && notes.get(schema)) ?? {}
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

const shorten = (key: string): string => (key.length > 40 ? `${key.slice(0, 40)}…` : key)

const possible = (keys: readonly string[]): string => (keys.length > 12 ? '' : `possible here: ${keys.join(', ')}`)

function misspelt({ input, discriminator = '' }: Union): string {
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : []
  const wrong = keys.find((key) => suggest(key, [discriminator]) !== undefined)
  return wrong === undefined ? '' : ` (is \`${shorten(wrong)}\` meant?)`
}
