/**
 * Shows the line of a file where its syntax breaks. The line may hold a password, and a line with broken syntax does
 * not tell reliably where. So only keys and punctuation are shown, and every value is masked.
 */

/** The position of an offset, counted from 1 as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The line and column of an offset. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start + 1 }
}

/** The masked line with a mark under the offset. */
export function excerpt(text: string, offset: number): string {
  const { line } = positionOf(text, offset)
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', start)
  const whole = mask(text.slice(start, end === -1 ? undefined : end).trimEnd())
  const before = mask(text.slice(start, offset))
  const label = `${line} | `
  return `${label}${cut(whole)}\n${' '.repeat(label.length + Math.min(before.length, MAX_COLUMNS))}^`
}

const MAX_COLUMNS = 100

const cut = (line: string): string => (line.length > MAX_COLUMNS ? `${line.slice(0, MAX_COLUMNS)}…` : line)

/** A word, quoted or not, with the colon that makes it a key. */
const words = /("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"',:{}[\]]+)(\s*:)?/g

function mask(line: string): string {
  let masked = ''
  let done = 0
  for (const { 0: found, 1: word = '', 2: colon = '', index } of line.matchAll(words)) {
    // a key begins its line, or follows an opening bracket or a separator; other text before a colon may be a value
    const isKey = colon !== '' && /(^|[{[,]|-\s)\s*$/.test(line.slice(0, index))
    const shown = isKey || /^(true|false|null|-)$/.test(word) ? word : hidden(word)
    masked += `${line.slice(done, index)}${shown}${colon}`
    done = index + found.length
  }
  return (masked + line.slice(done)).replaceAll('\t', ' ')
}

/** Quotes stay, so that a missing one can be seen. */
function hidden(word: string): string {
  const [quote = ''] = word
  if (quote !== '"' && quote !== "'") return '…'
  return word.length > 1 && word.endsWith(quote) ? `${quote}…${quote}` : `${quote}…`
}
