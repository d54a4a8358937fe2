/** What bin/run-crossbar and a running workshop say to each other: one JSON object a line. */
import type { Line } from '../log/journal.ts'

export type Command =
  | { readonly do: 'status' }
  | { readonly do: 'restart'; readonly lesson: number; readonly guestsOnly: boolean }

export type Reply =
  | { readonly kind: 'status'; readonly pid: number; readonly url: string; readonly lessons: readonly number[] }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'leftout'; readonly lines: number }

export const longestCommand = 1_024

export function readCommand(text: string): Command | undefined {
  try {
    const { do: what, lesson, guestsOnly } = JSON.parse(text)
    if (what === 'status') return { do: 'status' }
    if (what === 'restart' && typeof lesson === 'number')
      return { do: 'restart', lesson, guestsOnly: guestsOnly === true }
  } catch {
    // not JSON, or not an object: refused like any other unknown command
  }
  return undefined
}

export function writeMessage(message: Command | Reply): string {
  return `${JSON.stringify(message)}\n`
}
