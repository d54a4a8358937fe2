/** Lists whose entries must not share a name. */
import type { z } from 'zod'
import { elements, member, rule } from './objects.ts'

/** Refuses a second entry with the same value under one of the keys. */
export const unique = <Schema extends z.ZodType>(schema: Schema, keys: readonly string[]): Schema =>
  rule(schema, (list, fault) => {
    for (const key of keys) {
      const first = new Map<string, number>()
      for (const [index, entry] of elements(list).entries()) {
        const value = member(entry, key)
        if (typeof value !== 'string') continue
        const earlier = first.get(value)
        if (earlier === undefined) first.set(value, index)
        else fault(`"${value}" is already the ${key} of entry [${earlier}] of this list`, [index, key])
      }
    }
  })
