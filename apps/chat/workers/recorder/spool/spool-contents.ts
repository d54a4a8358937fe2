/** What the lines of a spool come to: the entries that are not done yet, in their order. */
import { readRecord, writeRecord } from './records.ts'
import type { Gap, Message, SpoolRecord } from './records.ts'

/** An entry that is not done. */
export type SpoolEntry =
  | {
      readonly kind: 'message'
      readonly n: number
      readonly message: Message
      /** A user published it: only its record is missing. */
      readonly isDirect: boolean
      readonly isPublished: boolean
    }
  | { readonly kind: 'gap'; readonly n: number; readonly gap: Gap }

interface Held {
  readonly entry: SpoolEntry
  readonly bytes: number
}

export class SpoolContents {
  readonly #held = new Map<number, Held>()
  #recorded: (SpoolRecord & { kind: 'recorded' }) | undefined
  #bytes = 0
  #newest = 0
  #damaged = 0

  /** The contents of a spool's text. */
  static of(text: string): SpoolContents {
    const contents = new SpoolContents()
    for (const line of text.split('\n')) {
      if (line === '') continue
      const record = readRecord(line)
      if (record === undefined) contents.#damaged++
      else contents.apply(record, Buffer.byteLength(line) + 1)
    }
    return contents
  }

  /** The bytes of the entries that are not done. */
  get bytes(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#held.size
  }

  /** Lines that could not be read. */
  get damaged(): number {
    return this.#damaged
  }

  /** The number for the next entry. */
  get next(): number {
    return this.#newest + 1
  }

  /** Until when messages were recorded; undefined before the first time. */
  get recorded(): { readonly until: number; readonly isClosed: boolean } | undefined {
    return this.#recorded
  }

  entries(): readonly SpoolEntry[] {
    return [...this.#held.values()].map(({ entry }) => entry)
  }

  /** `bytes`: the length of the record's line. */
  apply(record: SpoolRecord, bytes: number): void {
    switch (record.kind) {
      case 'message':
        return this.#hold({ ...record, isPublished: false }, bytes)
      case 'gap':
        return this.#hold(record, bytes)
      case 'published':
        return this.#published(record.n)
      case 'done':
        return this.#done(record.n)
      case 'recorded':
        this.#recorded = record
        return undefined
      default:
        throw new TypeError(`unexpected record: ${JSON.stringify(record satisfies never)}`)
    }
  }

  /** The shortest text with the same contents. */
  text(): string {
    const lines = this.entries().map((entry) => {
      if (entry.kind === 'gap') return writeRecord(entry)
      const { n, isPublished } = entry
      return writeRecord(entry) + (isPublished ? writeRecord({ kind: 'published', n }) : '')
    })
    return lines.join('') + (this.#recorded === undefined ? '' : writeRecord(this.#recorded))
  }

  #hold(entry: SpoolEntry, bytes: number): void {
    this.#held.set(entry.n, { entry, bytes })
    this.#bytes += bytes
    this.#newest = Math.max(this.#newest, entry.n)
  }

  #published(n: number): void {
    const held = this.#held.get(n)
    if (held?.entry.kind === 'message') this.#held.set(n, { ...held, entry: { ...held.entry, isPublished: true } })
  }

  #done(n: number): void {
    this.#bytes -= this.#held.get(n)?.bytes ?? 0
    this.#held.delete(n)
  }
}
