/**
 * Watches files. A change is reported once, after the files have stayed unchanged for a while. The only place where
 * chokidar is imported.
 */
import { statSync } from 'node:fs'
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

/** A file system stamps files by a clock that may be this much slow. */
const STAMP_LAG_MS = 10

/**
 * Watches folders, recursively, and single files. A path that does not exist yet is watched once it exists. The watch
 * needs some time to begin: files that are saved meanwhile are reported too.
 */
export function watchFiles({ paths, quietMs }: WatchOptions, { changed, failed }: WatchParts): Watcher {
  const begunAt = Date.now() - STAMP_LAG_MS
  const found: string[] = []
  let isReady = false
  let timer: NodeJS.Timeout | undefined
  const watcher = watch([...paths], { ignored: (path) => paths.some((root) => isIgnored(path, root)) })
  const seen = (file: string): void => {
    clearTimeout(timer)
    timer = setTimeout(() => changed(file), quietMs)
  }
  watcher.on('ready', () => {
    isReady = true
    for (const file of found.splice(0)) if (changedAt(file) >= begunAt) seen(file)
  })
  watcher.on('all', (event, file) => {
    if (isReady || (event !== 'add' && event !== 'addDir')) seen(file)
    else if (event === 'add') found.push(file)
  })
  watcher.on('error', failed)
  return {
    async close() {
      clearTimeout(timer)
      await watcher.close()
    },
  }
}

/** Milliseconds since 1970; 0 for a file that cannot be looked at any more. */
function changedAt(file: string): number {
  try {
    return statSync(file).ctimeMs
  } catch {
    return 0
  }
}
