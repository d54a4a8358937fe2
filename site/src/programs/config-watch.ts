/**
 * Notices when a lesson's config.json was saved. It polls, because editors replace files, and shared folders of
 * virtual machines have no file events. A stat always works.
 */
import { stat, statSync, type Stats } from 'node:fs'

const intervalMs = 200

/** Watches a file from now on. Returns a function that ends it. */
export function watchConfig(file: string, saved: () => void): () => void {
  let known = stampNow(file)
  let isClosed = false
  const look = (): void =>
    stat(file, (error, stats) => {
      if (isClosed) return
      const before = known
      known = error ? undefined : stampOf(stats)
      setTimeout(look, intervalMs).unref()
      if (known !== undefined && known !== before) saved()
    })
  setTimeout(look, intervalMs).unref()
  return () => void (isClosed = true)
}

/** Undefined: there is no file that can be read. */
function stampNow(file: string): string | undefined {
  try {
    return stampOf(statSync(file))
  } catch {
    return undefined
  }
}

/** With the size: where times are kept by the second, a second save may leave the time as it was. */
function stampOf({ mtimeMs, size }: Stats): string {
  return `${mtimeMs} ${size}`
}
