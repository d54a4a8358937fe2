/**
 * The short dictionaries of headers that were decoded lately, by their text: options such as `{"acknowledge":true}` come
 * again and again, and looking one up takes a third of the time of decoding it. They are shared, and therefore frozen.
 */
import type { Dict } from '../values.ts'
import { CLOSE_DICT } from './json-codes.ts'

const known = new Map<string, Dict>()
/** The longest text of a known dictionary. */
const LONGEST = 48
const MOST_KNOWN = 100

/**
 * The text from this brace to the first closing one; undefined if that is far away. It is the whole dictionary unless a
 * brace stands within it.
 */
export function shortDict(text: string, start: number): string | undefined {
  for (let end = start + 1; end < start + LONGEST; end++)
    if (text.charCodeAt(end) === CLOSE_DICT) return text.slice(start, end + 1)
  return undefined
}

/** The dictionary that has this text. */
export const knownDict = (text: string): Dict | undefined => known.get(text)

/** Keeps a dictionary that was decoded from this text, if nothing in it could be changed. */
export function keepDict(text: string, dict: Dict): void {
  if (!Object.values(dict).every(isPlain)) return
  if (known.size >= MOST_KNOWN) known.clear()
  // A key that is a slice would keep the whole message in memory.
  known.set(JSON.parse(JSON.stringify(text)) as string, Object.freeze(dict))
}

/** `null` is not plain: it stands for an absent option, which is taken out of the dictionary. */
const isPlain = (value: unknown): boolean =>
  typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
