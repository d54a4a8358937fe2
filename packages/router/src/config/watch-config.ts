/**
 * Tells when a config file may have changed. Its folder is watched, because editors write a new file and rename it.
 * And once a second the file itself is looked at: a folder that was replaced, a link that leads elsewhere now, and
 * files of another machine give no event here.
 */
import { statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'

export interface ConfigWatch {
  close(): void
}

/** How long nothing must happen to the file: it may be written in pieces. */
const QUIET_MS = 200

const LOOK_MS = 1_000

/** `changed` is told once for many events in a row. */
export function watchConfig(file: string, changed: () => void): ConfigWatch {
  let quiet: NodeJS.Timeout | undefined
  let known = whatIsAt(file)
  const seen = (): void => {
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      known = whatIsAt(file)
      changed()
    }, QUIET_MS)
  }
  const folder = new FolderWatch(dirname(file), (name) => {
    if (name === null || name === basename(file)) seen()
  })
  const look = setInterval(() => {
    folder.follow()
    const now = whatIsAt(file)
    if (now === known) return
    known = now
    seen()
  }, LOOK_MS).unref()
  return {
    close() {
      clearInterval(look)
      clearTimeout(quiet)
      folder.close()
    },
  }
}

/** Which file lies there, links followed, and in what state; the same for everything that cannot be looked at. */
function whatIsAt(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return 'nothing'
  }
}

/** Events of whatever folder lies at a path now: one that was renamed would still be watched under its new name. */
class FolderWatch {
  readonly #folder: string
  readonly #happened: (name: string | null) => void
  #watched: string | undefined
  #watcher: FSWatcher | undefined

  constructor(folder: string, happened: (name: string | null) => void) {
    this.#folder = folder
    this.#happened = happened
    this.follow()
  }

  /** Where there can be no watching (too many watches, a folder that is gone) the looks must do. */
  follow(): void {
    const folder = idOf(this.#folder)
    if (folder === this.#watched) return
    this.close()
    this.#watched = folder
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, (_event, name) => this.#happened(name))
      this.#watcher.on('error', () => this.close())
    } catch {
      this.close()
    }
  }

  close(): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }
}

function idOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}
