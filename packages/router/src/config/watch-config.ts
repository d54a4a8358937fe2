/**
 * Notices when a config file may have changed. It watches the folder, because editors write a new file and rename it.
 * It also looks at the file once a second: a folder that was replaced, a link that was changed, and a file on a
 * network share cause no event.
 */
import { statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'

export interface ConfigWatch {
  close(): void
}

/** How long the file must stay unchanged, because it may be written in pieces. */
const QUIET_MS = 200

const LOOK_MS = 1_000

/** `changed` is called once for many events in a row. */
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

/** The identity and state of the file, links followed. Equal for all files that cannot be read. */
function whatIsAt(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return 'nothing'
  }
}

/** Watches the folder that is at the path now. A renamed folder would otherwise stay watched under its new name. */
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

  /** Where watching fails (too many watches, a folder that is gone), the check once a second remains. */
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
