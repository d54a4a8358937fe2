/**
 * `node.guests.json`: the guests that run now, so that the next router can end those that outlived this one:
 *   {"router": {"pid": 4710, "started": "…"}, "guests": [{"name": "bot", "pid": 4711, "started": "…"}]}
 * The file is replaced as a whole, and does not exist while no guest runs. A pid counts only together with its start
 * time. While the router that wrote the file lives, the guests belong to it, even if the folder was copied.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processStart } from './process-start.ts'

interface Process {
  readonly pid: number
  readonly started: string
}

interface Entry extends Process {
  readonly name: string
}

export class GuestFile {
  readonly #file: string
  readonly #entries = new Map<number, Entry>()
  readonly #failed: (why: string) => void
  #isReported = false

  /** `failed` is called once, when the file cannot be written. */
  constructor(directory: string, failed: (why: string) => void) {
    this.#file = join(directory, 'node.guests.json')
    this.#failed = failed
    for (const entry of readEntries(this.#file)) {
      if (entry.pid !== process.pid && isRunning(entry)) this.#entries.set(entry.pid, entry)
    }
  }

  /** The guests of an earlier router that certainly still run. */
  left(): readonly Entry[] {
    return [...this.#entries.values()].filter(isRunning)
  }

  started({ name, pid }: { readonly name: string; readonly pid: number }): void {
    const started = processStart(pid)
    if (started === undefined) return // it has ended already
    this.#entries.set(pid, { name, pid, started })
    this.#write()
  }

  ended(pid: number): void {
    if (this.#entries.delete(pid)) this.#write()
  }

  #write(): void {
    try {
      if (this.#entries.size === 0) return rmSync(this.#file, { force: true })
      const next = `${this.#file}.next`
      const router = { pid: process.pid, started: processStart(process.pid) ?? '' }
      const content = { router, guests: [...this.#entries.values()] }
      writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
      renameSync(next, this.#file)
    } catch (error) {
      if (this.#isReported) return
      this.#isReported = true
      this.#failed(error instanceof Error ? error.message : String(error))
    }
  }
}

/** The entries that can be read. A malformed file counts as empty. */
function readEntries(file: string): readonly Entry[] {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof content !== 'object' || content === null) return []
    const { router, guests }: { router?: unknown; guests?: unknown } = content
    if (!isProcess(router) || isRunning(router) || !Array.isArray(guests)) return []
    return guests.filter(isEntry)
  } catch {
    return []
  }
}

const isRunning = ({ pid, started }: Process): boolean => processStart(pid) === started

function isProcess(value: unknown): value is Process {
  if (typeof value !== 'object' || value === null) return false
  const { pid, started }: { pid?: unknown; started?: unknown } = value
  return typeof started === 'string' && Number.isSafeInteger(pid) && Number(pid) > 1
}

const isEntry = (value: unknown): value is Entry =>
  isProcess(value) && 'name' in value && typeof value.name === 'string'
