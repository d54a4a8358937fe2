/**
 * A bounded file of what has been accepted and is not stored yet. Everything that is added while a write is under way
 * is written together afterwards: then it survives the end of the process. It survives the end of the machine when it
 * is synced: soon after it was written, or at once for whoever waits. Most entries are stored before, and cost no
 * sync. The file is written anew when most of it is of no more use.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeRecord } from './records.ts'
import type { SpoolRecord } from './records.ts'
import { SpoolContents } from './spool-contents.ts'
import { Syncing } from './syncing.ts'

/** The spool takes no more, until storage has taken something. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull'
}

/** The file could not be written: a full disk, for example. What was added is not kept. */
export class SpoolFailed extends Error {
  override readonly name = 'SpoolFailed'
}

interface Waiting {
  readonly record: SpoolRecord
  readonly line: string
  readonly bytes: number
  /** Undefined for a note that nobody waits for. */
  readonly written: PromiseWithResolvers<void> | undefined
}

/** Smaller files are not worth writing anew. */
const SMALL = 1 << 20
const NOTES_MS = 500
/** What is written and not done by then is synced. */
const SYNC_MS = 50

export class Spool {
  readonly #file: string
  readonly #limit: number
  readonly #contents: SpoolContents
  #handle: FileHandle
  #size: number
  #waiting: Waiting[] = []
  /** Bytes of entries that wait to be written. */
  #coming = 0
  #next: number
  #writing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #sync = new Syncing(() => this.#handle.datasync())
  #syncTimer: NodeJS.Timeout | undefined

  private constructor(file: string, limit: number, { contents, handle, size }: Opened) {
    this.#file = file
    this.#limit = limit
    this.#contents = contents
    this.#handle = handle
    this.#size = size
    this.#next = contents.next
  }

  /** Reads the file, or makes it. `limit`: the most bytes of entries. Rejects with the system's error. */
  static async open(file: string, limit: number): Promise<Spool> {
    await mkdir(dirname(file), { recursive: true })
    const text = await readFile(file, 'utf8').catch(() => '')
    const contents = SpoolContents.of(text)
    // Written anew at once, so that a damaged last line cannot run into the next one.
    const opened = await writeAnew(file, contents)
    return new Spool(file, limit, opened)
  }

  get contents(): Pick<SpoolContents, 'entries' | 'recorded' | 'bytes' | 'count' | 'damaged'> {
    return this.#contents
  }

  /** True when an entry with a line of this length would be refused. */
  isFull(bytes = 0): boolean {
    return this.#contents.bytes + this.#coming + bytes > this.#limit
  }

  /**
   * Adds an entry. Its number is known at once; `written` resolves when the system has it, and rejects with
   * SpoolFailed.
   * @throws SpoolFull
   */
  add(make: (n: number) => SpoolRecord): { readonly n: number; readonly written: Promise<void> } {
    const n = this.#next
    const record = make(n)
    const line = writeRecord(record)
    const bytes = Buffer.byteLength(line)
    if (this.isFull(bytes)) throw new SpoolFull(`${this.#limit} bytes of messages wait for storage already`)
    this.#next++
    this.#coming += bytes
    const written = Promise.withResolvers<void>()
    this.#waiting.push({ record, line, bytes, written })
    this.#write()
    return { n, written: written.promise }
  }

  /** Notes something that may get lost with the process: then work is done twice, but not wrongly. */
  note(record: SpoolRecord): void {
    const line = writeRecord(record)
    this.#waiting.push({ record, line, bytes: Buffer.byteLength(line), written: undefined })
    this.#timer ??= setTimeout(() => this.#write(), NOTES_MS)
  }

  /** Resolves when what is written now lies on the disk. Rejects with SpoolFailed. */
  async synced(): Promise<void> {
    try {
      await this.#sync.done()
    } catch (cause) {
      throw this.#failed(cause)
    }
  }

  /** Writes everything, and closes the file. */
  async close(): Promise<void> {
    this.#write()
    await this.#writing
    clearTimeout(this.#syncTimer)
    await this.synced().catch(() => undefined) // whoever waits for it is told
    await this.#handle.close()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing === undefined && this.#waiting.length > 0) this.#writing = this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#append(batch)
        for (const { written } of batch) written?.resolve()
      } catch (cause) {
        const error = this.#failed(cause)
        for (const { written } of batch) written?.reject(error)
      }
    }
    this.#writing = undefined // in the same turn as the look at what waits
    this.#syncTimer ??= setTimeout(() => this.#syncSoon(), SYNC_MS)
  }

  #syncSoon(): void {
    this.#syncTimer = undefined
    if (this.#contents.count > 0) void this.synced().catch(() => undefined)
  }

  #failed(cause: unknown): SpoolFailed {
    return new SpoolFailed(`the spool ${this.#file} cannot be written: ${String(cause)}`, { cause })
  }

  async #append(batch: readonly Waiting[]): Promise<void> {
    const coming = batch.reduce((sum, { written, bytes }) => sum + (written === undefined ? 0 : bytes), 0)
    const text = Buffer.from(batch.map(({ line }) => line).join(''))
    try {
      await this.#handle.appendFile(text)
    } catch (error) {
      await this.#handle.truncate(this.#size).catch(() => undefined) // no half line stays
      throw error
    } finally {
      this.#coming -= coming
    }
    this.#size += text.length
    for (const { record, bytes } of batch) this.#contents.apply(record, bytes)
    if (this.#size > SMALL + 3 * this.#contents.bytes) await this.#compact()
  }

  /** A failure leaves the old file, which is right, only longer. */
  async #compact(): Promise<void> {
    try {
      const { handle, size } = await writeAnew(this.#file, this.#contents)
      await this.#handle.close()
      this.#handle = handle
      this.#size = size
    } catch {
      // Tried again with the next batch.
    }
  }
}

interface Opened {
  readonly contents: SpoolContents
  readonly handle: FileHandle
  readonly size: number
}

/** Replaces the file at once: after a crash there is the old one or the new one. */
async function writeAnew(file: string, contents: SpoolContents): Promise<Opened> {
  const text = Buffer.from(contents.text())
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.appendFile(text)
    await handle.datasync()
    await rename(`${file}.new`, file)
    const folder = await open(dirname(file))
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    await handle.close()
    throw error
  }
  return { contents, handle, size: text.length }
}
