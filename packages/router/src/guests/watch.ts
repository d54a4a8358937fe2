/**
 * Watches files. A change is reported once, after the files have stayed unchanged for a while. The only place where
 * chokidar is imported.
 */
import { watch } from 'chokidar'
import type { WatchOptions } from './options.ts'

export interface Watcher {
  close(): Promise<void>
}

export interface WatchParts {
  /** Called with one of the files that changed. */
  changed(file: string): void
  failed(error: unknown): void
}

/** Folders that a package manager or version control writes are not watched. */
const isIgnored = (path: string, root: string): boolean =>
  path.startsWith(root) && /[/\\](node_modules|\.git|__pycache__)([/\\]|$)/.test(path.slice(root.length))

/** Watches folders, recursively, and single files. A path that does not exist yet is watched once it exists. */
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
