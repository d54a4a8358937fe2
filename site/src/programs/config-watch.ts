/**
 * Notices when a lesson's config.json was saved. It polls, because editors replace files, and shared folders of
 * virtual machines have no file events. A stat always works.
 */
import { unwatchFile, watchFile, type StatsListener } from 'node:fs'

const intervalMs = 200

/** Watches a file. Returns a function that ends it. */
export function watchConfig(file: string, saved: () => void): () => void {
  const listener: StatsListener = (now, before) => {
    if (now.mtimeMs !== before.mtimeMs && now.mtimeMs !== 0) saved()
  }
  watchFile(file, { interval: intervalMs, persistent: false }, listener)
  return () => unwatchFile(file, listener)
}
