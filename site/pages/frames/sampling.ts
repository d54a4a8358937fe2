/**
 * Chooses which frames since the last painting are listed. Few frames are all listed. Of many, the rare and important
 * ones (errors, joining and leaving) and the newest others are listed; the rest is counted by name.
 */
import type { Entry } from './recorder.ts'

export interface Sample {
  readonly listed: readonly Entry[]
  readonly leftOut: ReadonlyMap<string, number>
}

const mostAtOnce = 24
const mostTelling = 12
const newest = 6
const bulk: ReadonlySet<string> = new Set(['PUBLISH', 'PUBLISHED', 'EVENT', 'CALL', 'RESULT', 'INVOCATION', 'YIELD'])

export function sample(entries: readonly Entry[]): Sample {
  if (entries.length <= mostAtOnce) return { listed: entries, leftOut: new Map() }
  const tail = entries.slice(-newest)
  const telling = entries.slice(0, -newest).filter(isTelling).slice(0, mostTelling)
  const listed = new Set([...telling, ...tail])
  const leftOut = new Map<string, number>()
  for (const entry of entries) {
    if (!listed.has(entry)) leftOut.set(nameOf(entry), (leftOut.get(nameOf(entry)) ?? 0) + 1)
  }
  return { listed: [...listed], leftOut }
}

function isTelling(entry: Entry): boolean {
  return !bulk.has(nameOf(entry))
}

function nameOf(entry: Entry): string {
  return 'note' in entry ? 'connection' : (entry.reading.kind?.name ?? 'other')
}
