/** The characters that JSON is made of. */
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

/** How a string starts that stands for bytes. */
export const MARKED = '"\\u0000'

export const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** Space, tab, and the two that end a line. */
export const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** Behind the spaces that start here, if any do. */
export function spaceEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && isSpace(text.charCodeAt(end))) end++
  return end
}
