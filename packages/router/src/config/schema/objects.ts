/**
 * The building blocks of the schema. zod checks shapes. This file adds three things: unknown keys that only cause a
 * warning, dictionaries in which `__proto__` is an ordinary key, and rules that run even where another key is wrong,
 * so that all mistakes are reported at once.
 */
import { z } from 'zod'

/** Notes for the explainer about a schema, beyond its shape. */
export interface Notes {
  /** Crossbar accepts unknown keys here, so this checker warns of them and goes on. */
  readonly tolerant?: boolean
  /** Wrong words that operators write (as key or as `type`), each with the advice to show. */
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

/** An object whose unknown keys are left out with a warning, because Crossbar accepts them. */
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
 * An object whose keys are chosen by the operator: names of users, paths, realms. It is read into a Map, so that
 * `__proto__` and `constructor` are ordinary names. In the JSON Schema it is an object.
 */
export function dictionary<Value extends z.ZodType>(
  value: Value,
  key: z.ZodString = z.string(),
): z.ZodType<Map<string, z.output<Value>>, Readonly<Record<string, z.input<Value>>>> {
  const map = z.map(key, value)
  map._zod.processJSONSchema = z.record(key, value)._zod.processJSONSchema
  // The type of its input is an object and that of its output a Map; `preprocess` by itself accepts any input.
  return z.preprocess(entriesOf, map) as unknown as ReturnType<typeof dictionary<Value>>
}

/**
 * A rule over several keys of one value. It also runs where one of the keys is wrong by itself, so it gets `unknown`
 * and must assume nothing.
 */
export function rule<Schema extends z.ZodType>(schema: Schema, check: (value: unknown, fault: Fault) => void): Schema {
  return schema.superRefine(
    (value, context) => {
      check(value, (message, path = []) => context.addIssue({ code: 'custom', message, path: [...path] }))
    },
    { when: () => true },
  )
}

/** Reports a violation of a rule, at the value itself or at a path inside it. */
export type Fault = (message: string, path?: readonly (string | number)[]) => void

/** The value's own property of this name; undefined where it is no object or has none. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

/** The value's elements; empty where it is no list. */
export const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const entriesOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value
