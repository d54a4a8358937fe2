/**
 * Tells when a lesson's config.json was saved. It polls: editors replace files, and file events are missing on shared
 * folders of virtual machines, where a stat every half second always works.
 */
import { unwatchFile, watchFile, type StatsListener } from 'node:fs'

const intervalMs = 500

/** Returns the function that ends it. */
export function watchConfig(file: string, saved: () => void): () => void {
  const listener: StatsListener = (now, before) => {
    if (now.mtimeMs !== before.mtimeMs && now.mtimeMs !== 0) saved()
  }
  watchFile(file, { interval: intervalMs, persistent: false }, listener)
  return () => unwatchFile(file, listener)
}
