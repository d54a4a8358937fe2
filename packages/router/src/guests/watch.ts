/** Files that change: told once, when nothing more has changed for a while. The one place where chokidar is imported. */
import { watch } from 'chokidar'
import type { WatchOptions } from './options.ts'

export interface Watcher {
  close(): Promise<void>
}

export interface WatchParts {
  /** With one of the files that changed. */
  changed(file: string): void
  failed(error: unknown): void
}

/** Folders that a package manager or version control writes are not watched. */
const isIgnored = (path: string, root: string): boolean =>
  path.startsWith(root) && /[/\\](node_modules|\.git|__pycache__)([/\\]|$)/.test(path.slice(root.length))

/** Watches folders with all that is in them, and single files. What does not exist yet is watched once it does. */
export function watchFiles({ paths, quietMs }: WatchOptions, { changed, failed }: WatchParts): Watcher {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignored: (path) => paths.some((root) => isIgnored(path, root)),
  })
  watcher.on('all', (_event, file) => {
    clearTimeout(timer)
    timer = setTimeout(() => changed(file), quietMs)
  })
  watcher.on('error', failed)
  return {
    async close() {
      clearTimeout(timer)
      await watcher.close()
    },
  }
}
