/** Values that must not change once they are checked. */

/** The same shape, readonly all the way down. */
export type Frozen<T> =
  T extends ReadonlyMap<infer Key, infer Value>
    ? ReadonlyMap<Key, Frozen<Value>>
    : T extends readonly unknown[]
      ? { readonly [Index in keyof T]: Frozen<T[Index]> }
      : T extends object
        ? { readonly [Key in keyof T]: Frozen<T[Key]> }
        : T

/** Freezes objects and lists at every depth. A Map cannot be frozen; its type is readonly. */
export function freeze<T>(value: T): Frozen<T>
export function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) for (const element of value.values()) freeze(element)
  else for (const element of Object.values(value)) freeze(element)
  return Object.freeze(value)
}
