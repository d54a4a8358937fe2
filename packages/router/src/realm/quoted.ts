/** Makes text from peers safe for log lines and error texts. */
const LONGEST_SHOWN = 200

/**
 * A peer's text for an error text or a log line: in quotes, of bounded length, on one line, and without terminal
 * control codes.
 */
export function quoted(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return oneLine(JSON.stringify(shown))
}

/**
 * Characters that JSON does not escape and that a reader does not see: controls, line ends, changes of direction,
 * invisible ones.
 */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** JSON on one line. Characters that control a terminal, or that hide or reorder other text, are escaped. */
export const oneLine = (json: string): string => json.replaceAll(UNSEEN, escaped)

/** Escapes each UTF-16 code unit, as JSON does. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => escapedUnit(character.charCodeAt(at))).join('')

const escapedUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`
