/** The character codes of JSON's syntax. */
export const QUOTE = 0x22
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const POINT = 0x2e
export const ZERO = 0x30
export const NINE = 0x39
export const COLON = 0x3a
export const OPEN_LIST = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_LIST = 0x5d
export const LOWER_U = 0x75
export const OPEN_DICT = 0x7b
export const CLOSE_DICT = 0x7d

/** The start of a string that stands for bytes. */
export const MARKED = '"\\u0000'

export const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** True for a space, a tab and the two line ends. */
export const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** The position after the spaces that start here, if any. */
export function spaceEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && isSpace(text.charCodeAt(end))) end++
  return end
}
