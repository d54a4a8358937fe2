/** Signs, positions and texts that the kinds of messages share. */
import type { Family, Position, Reading } from './reading.ts'
import { asDict, asText } from './values.ts'

/** A sign besides the colour, for readers who cannot distinguish colours. */
export const signs: Readonly<Record<Family, string>> = { session: '◇', publish: '◉', call: 'ƒ', error: '✕' }

export const request: Position = { name: 'Request', means: 'a number counted up by the sender; the answer repeats it' }
export const args: Position = { name: 'Arguments', means: 'the values, by position' }
export const kwargs: Position = { name: 'ArgumentsKw', means: 'the values that have names' }
export const options: Position = { name: 'Options', means: 'how it is to be done', isDict: true }
export const details: Position = { name: 'Details', means: 'further information', isDict: true }

/** A value as short text for a sentence. */
export function short(value: unknown): string {
  return cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'), 60)
}

/** The text of `Details.message`, in brackets after a sentence, or an empty text. */
export function explained(about: unknown): string {
  const text = asText(asDict(about)['message'])
  return text ? ` (${cut(text, 300)})` : ''
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** The payload from position `from` on, as the end of a sentence: `: ["abc"]`, or an empty text. */
export function payload({ message }: Reading, from: number): string {
  const [positional, named] = [message[from], message[from + 1]]
  const parts = [positional, named].filter((part) => part !== undefined && !isEmpty(part))
  return parts.length === 0 ? '' : `: \`${parts.map(short).join(' ')}\``
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
