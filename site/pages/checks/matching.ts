/** Decides whether a message is the one that a check waits for. */
import type { Reading } from '../frames/reading.ts'

export interface Wanted {
  readonly kind: string
  readonly facts: Readonly<Record<string, string>>
}

export function isWhatIsWanted({ kind, facts }: Wanted, reading: Reading): boolean {
  if (reading.kind?.name !== kind) return false
  const seen = new Map<string, unknown>(Object.entries(reading.facts))
  return Object.entries(facts).every(([name, value]) => seen.get(name) === value)
}

/** Whether what happened to a connection is what a check of the kind PEER waits for. */
export function isPeerWanted({ kind, facts }: Wanted, seen: Readonly<Record<string, string>>): boolean {
  return kind === 'PEER' && Object.entries(facts).every(([name, value]) => seen[name] === value)
}

/** The facts of a check about the message itself. `after` is not one of them: it says when the message counts. */
export function readWanted(kind: string, json: string): Wanted & { readonly waitsForPrevious: boolean } {
  const { after, ...facts }: Record<string, string> = JSON.parse(json)
  return { kind, facts, waitsForPrevious: after === 'previous' }
}
