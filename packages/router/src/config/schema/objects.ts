/**
 * The building blocks of the schema. zod checks shapes; three things it does not do are added here once:
 * unknown keys that only deserve a warning, dictionaries that survive a key named `__proto__`, and rules that
 * run even where a neighbouring key is wrong, so that all mistakes are reported at once.
 */
import { z } from 'zod'

/** What the explainer may say about a schema beyond what its shape says. */
export interface Notes {
  /** Crossbar lets unknown keys pass here, so ours warns of them and goes on. */
  readonly tolerant?: boolean
  /** Wrong words that people really write (as key or as `type`), and what to tell them. */
  readonly advice?: Readonly<Record<string, string>>
}

/** Notes by schema; a schema derived from another (described, refined) inherits them. */
export const notes = z.registry<Notes>()

/** An object whose unknown keys are errors. */
export function strict<Shape extends z.core.$ZodShape>(shape: Shape, advice: Readonly<Record<string, string>> = {}) {
  const schema = z.strictObject(shape)
  notes.add(schema, { advice })
  return schema
}

/** An object whose unknown keys are warned of and left out, because Crossbar lets them pass. */
export function tolerant<Shape extends z.core.$ZodShape>(shape: Shape, advice: Readonly<Record<string, string>> = {}) {
  const schema = z.strictObject(shape)
  notes.add(schema, { tolerant: true, advice })
  return schema
}

/** Adds advice for unknown values of a union's `type`. */
export function advise<Schema extends z.ZodType>(schema: Schema, advice: Readonly<Record<string, string>>): Schema {
  notes.add(schema, { advice })
  return schema
}

/**
 * An object whose keys are the user's own words: names of users, paths, realms. It is read into a Map, so that
 * `__proto__` and `constructor` are names like any other; in the JSON Schema it is an object.
 */
export function dictionary<Value extends z.ZodType>(
  value: Value,
  key: z.ZodString = z.string(),
): z.ZodType<Map<string, z.output<Value>>, Readonly<Record<string, z.input<Value>>>> {
  const map = z.map(key, value)
  map._zod.processJSONSchema = z.record(key, value)._zod.processJSONSchema
  // As the reader sees it: an object goes in, a Map comes out. `preprocess` itself would take anything.
  return z.preprocess(entriesOf, map) as unknown as ReturnType<typeof dictionary<Value>>
}

/**
 * A rule over several keys of one value. It runs whether or not the keys are right by themselves, so it is given
 * `unknown` and must take nothing for granted.
 */
export function rule<Schema extends z.ZodType>(schema: Schema, check: (value: unknown, fault: Fault) => void): Schema {
  return schema.superRefine(
    (value, context) => {
      check(value, (message, path = []) => context.addIssue({ code: 'custom', message, path: [...path] }))
    },
    { when: () => true },
  )
}

/** Reports a broken rule, at the value itself or at a path inside it. */
export type Fault = (message: string, path?: readonly (string | number)[]) => void

/** The value's own property, where it is an object that has one. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

/** The value's elements, where it is a list. */
export const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const entriesOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value
