/**
 * Dictionaries that never change, such as the features that a router announces to everybody: each format writes them
 * once, and copies that from then on.
 */
import { dictOf } from './values.ts'
import type { Dict } from './values.ts'

/** The written forms, by name of the format. */
const forms = new WeakMap<object, Map<string, Uint8Array>>()

/**
 * Makes a dictionary that never changes. It has a `toJSON`, which is not enumerable, so that only the writing of such
 * objects has to ask whether they are fixed.
 */
export function fixedDict(entries: Dict): Dict {
  const plain = dictOf(Object.entries(entries))
  const fixed = dictOf(Object.entries(entries))
  Object.defineProperty(fixed, 'toJSON', { value: () => plain })
  forms.set(fixed, new Map())
  return Object.freeze(fixed)
}

/** The written form of a fixed dictionary in a format; undefined when the value is no fixed dictionary. */
export function fixedForm(value: object, format: string, write: () => Uint8Array): Uint8Array | undefined {
  const known = forms.get(value)
  if (known === undefined) return undefined
  let form = known.get(format)
  if (form === undefined) known.set(format, (form = write()))
  return form
}
