/** Tells when a config file may have changed. The folder is watched: editors write a new file and rename it. */
import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

export interface ConfigWatch {
  close(): void
}

/** How long nothing must happen to the file: it may be written in pieces. */
const QUIET_MS = 200

/** `changed` is told once for many events in a row; `failed` when there is no watching any more. */
export function watchConfig(
  file: string,
  { changed, failed }: { changed(): void; failed(error: unknown): void },
): ConfigWatch {
  const name = basename(file)
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(dirname(file), { persistent: false }, (_event, about) => {
    if (about !== null && about !== name) return
    clearTimeout(timer)
    timer = setTimeout(changed, QUIET_MS)
  })
  watcher.on('error', failed)
  return {
    close() {
      clearTimeout(timer)
      watcher.close()
    },
  }
}
