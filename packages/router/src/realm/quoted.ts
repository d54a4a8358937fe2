const LONGEST_SHOWN = 200

/**
 * A peer's text in an answer or a log line: in quotes, of bounded length, on one line, and with nothing in it that a
 * terminal would obey.
 */
export function quoted(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return oneLine(JSON.stringify(shown))
}

/** What JSON leaves as it is and a reader does not see as it is: controls, line ends, changes of direction, nothing at all. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** JSON as a log line shows it: with escapes for what a terminal obeys, and for what changes or hides other text. */
export const oneLine = (json: string): string => json.replaceAll(UNSEEN, escaped)

/** Unit by unit, as JSON escapes what lies beyond the first 65,536 characters. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => escapedUnit(character.charCodeAt(at))).join('')

const escapedUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`
