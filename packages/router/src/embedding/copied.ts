import { isDict } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'

/** A deep copy of application values. Dictionaries come out without prototype; what WAMP cannot carry is a TypeError. */
export const copied = ({
  args,
  kwargs,
}: {
  readonly args: readonly unknown[]
  readonly kwargs: Dict
}): { args: readonly unknown[]; kwargs: Dict } => ({
  args: args.map(copy),
  kwargs: copyDict(kwargs),
})

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy)
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (isDict(value)) return copyDict(value)
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a ${typeof value} cannot travel in a WAMP message`)
  if (typeof value === 'object' && value !== null) return structuredClone(value)
  return value ?? null
}

function copyDict(dict: Dict): Dict {
  const result = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(dict)) result[key] = copy(dict[key])
  return result
}
