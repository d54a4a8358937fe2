/** The protocol between bin/run-crossbar or bin/run-client and a running workshop: one JSON object per line. */
import type { Line } from '../log/history.ts'

export type Command = { readonly do: 'status' } | HaltCommand | FollowCommand

/** End a lesson's program, until it is restarted. */
export interface HaltCommand {
  readonly do: 'halt'
  readonly lesson: number
}

/**
 * Follow the log of a lesson's router or client. `follow` starts it where it is down; `restart` restarts it in any
 * case.
 */
export interface FollowCommand {
  readonly do: 'follow' | 'restart'
  readonly of: 'router' | 'client'
  readonly lesson: number
  readonly guestsOnly: boolean
}

export type Reply =
  | { readonly kind: 'status'; readonly pid: number; readonly url: string; readonly lessons: readonly number[] }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'halted' }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'leftout'; readonly lines: number }

export const longestCommand = 1_024

export function readCommand(text: string): Command | undefined {
  try {
    const { do: what, of, lesson, guestsOnly } = JSON.parse(text)
    if (what === 'status') return { do: 'status' }
    if (what === 'halt' && typeof lesson === 'number') return { do: 'halt', lesson }
    if ((what === 'follow' || what === 'restart') && typeof lesson === 'number')
      return { do: what, of: of === 'client' ? 'client' : 'router', lesson, guestsOnly: guestsOnly === true }
  } catch {
    // not JSON, or not an object: refused like any other unknown command
  }
  return undefined
}

export function writeMessage(message: Command | Reply): string {
  return `${JSON.stringify(message)}\n`
}
