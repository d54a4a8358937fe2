const LONGEST_SHOWN = 200

/**
 * A peer's text in an answer or a log line: in quotes, of bounded length, on one line, and with nothing in it that a
 * terminal would obey.
 */
export function quoted(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return oneLine(JSON.stringify(shown))
}

/** JSON as a log line shows it: what JSON leaves as it is and a terminal does not is escaped as well. */
export const oneLine = (json: string): string => json.replaceAll(/[\u007f-\u009f\u2028\u2029]/g, escaped)

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
