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

/** No character: what stands behind the end of a text. */
const END = -1

/**
 * The character at a position, which may lie behind the end. To ask `charCodeAt` there even once makes the engine take five
 * times as long for each call from then on.
 */
export const codeAt = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : END)

export const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** Behind the spaces that start here, if any do. */
export function spaceEnd(text: string, start: number): number {
  let end = start
  for (;;) {
    const code = codeAt(text, end)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return end
    end++
  }
}
