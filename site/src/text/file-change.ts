/**
 * The change that a block of a lesson makes in a file of the learner. The words after the fence say where the code goes:
 *
 *     ```ts file=router/authenticator.ts              it is the whole file
 *     ```ts file=router/authenticator.ts at=end       it is appended
 *     ```ts file=router/authenticator.ts at=after     its first line is in the file; the others go after that line
 *     ```ts file=router/authenticator.ts at=before    its last line is in the file; the others go before that line
 *     ```ts file=router/authenticator.ts at=between   its first and last line are in the file; what the file has
 *                                                     between them is replaced
 *
 * So a learner sees the place in the code itself. A first line must occur once in the file.
 */

export const PLACES = ['end', 'after', 'before', 'between'] as const

/** Absent: the code is the whole file. */
export type Place = (typeof PLACES)[number]

export interface FileBlock {
  readonly file: string
  readonly place?: Place
  readonly code: string
}

/** The file is not as the block expects it. The message names the line that is missing. */
export class ChangeError extends Error {}

/** The words after a fence; undefined where the block belongs in no file. Throws ChangeError for an unknown place. */
export function readFileBlock(info: string, code: string): FileBlock | undefined {
  const words = new Map(info.split(/\s+/).map((word) => [word.split('=', 1)[0], word.slice(word.indexOf('=') + 1)]))
  const file = words.get('file')
  const wanted = words.get('at')
  if (file === undefined) return undefined
  const place = PLACES.find((name) => name === wanted)
  if (wanted !== undefined && place === undefined) throw new ChangeError(`there is no place '${wanted}' in a file`)
  return { file, code, ...(place !== undefined && { place }) }
}

/** The file's text with the change. Throws ChangeError where the file has no such place. */
export function changed(text: string, { place, code }: FileBlock): string {
  const lines = linesOf(text)
  const added = linesOf(code)
  switch (place) {
    case undefined:
      return textOf(added)
    case 'end':
      return textOf(lines.length === 0 ? added : [...lines, '', ...added])
    case 'after':
      return textOf(lines.toSpliced(onlyLine(lines, added[0]) + 1, 0, ...added.slice(1)))
    case 'before':
      return textOf(lines.toSpliced(onlyLine(lines, added.at(-1)), 0, ...added.slice(0, -1)))
    case 'between': {
      const first = onlyLine(lines, added[0])
      const last = lines.indexOf(added.at(-1) ?? '', first + 1)
      if (last < 0) throw new ChangeError(`after '${added[0]?.trim()}' there is no line '${added.at(-1)?.trim()}'`)
      return textOf(lines.toSpliced(first, last - first + 1, ...added))
    }
    default:
      throw new Error('unreachable', { cause: place satisfies never })
  }
}

function onlyLine(lines: readonly string[], wanted = ''): number {
  const at = lines.indexOf(wanted)
  if (at < 0) throw new ChangeError(`there is no line '${wanted.trim()}'`)
  if (lines.includes(wanted, at + 1)) throw new ChangeError(`there is more than one line '${wanted.trim()}'`)
  return at
}

const linesOf = (text: string): string[] =>
  text
    .replace(/\n+$/, '')
    .split('\n')
    .slice(text.trim() === '' ? 1 : 0)
const textOf = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`)
