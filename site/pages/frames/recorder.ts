/** Keeps the last frames, bounded in number and in characters, and calls a listener for each new one. */
import { Conversation } from './conversation.ts'
import type { Seen, SocketNote } from './frame.ts'
import type { Reading } from './reading.ts'

export type Entry = { readonly note: SocketNote } | { readonly reading: Reading }

export interface RecorderLimits {
  readonly mostEntries: number
  readonly mostCharacters: number
}

const usualLimits: RecorderLimits = { mostEntries: 5_000, mostCharacters: 8_000_000 }
const mostSockets = 50

export class Recorder {
  readonly #limits: RecorderLimits
  readonly #conversations = new Map<number, Conversation>()
  readonly #listeners = new Set<(entry: Entry) => void>()
  #entries: Entry[] = []
  #characters = 0
  #dropped = 0

  constructor(limits: RecorderLimits = usualLimits) {
    this.#limits = limits
  }

  add(seen: Seen): void {
    const entry: Entry = seen.what === 'frame' ? { reading: this.conversation(seen.socket).read(seen) } : { note: seen }
    this.#entries.push(entry)
    this.#characters += charactersOf(entry)
    this.#forget()
    for (const listener of this.#listeners) listener(entry)
  }

  /** The kept entries, oldest first. */
  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** The number of entries that were dropped. */
  get dropped(): number {
    return this.#dropped
  }

  conversation(socket: number): Conversation {
    const known = this.#conversations.get(socket) ?? new Conversation()
    this.#conversations.set(socket, known)
    const [oldest] = this.#conversations.keys()
    if (this.#conversations.size > mostSockets && oldest !== undefined) this.#conversations.delete(oldest)
    return known
  }

  listen(listener: (entry: Entry) => void): void {
    this.#listeners.add(listener)
  }

  clear(): void {
    this.#entries = []
    this.#characters = 0
    this.#dropped = 0
  }

  /** Drops a tenth at a time, so that a full recorder does not move its whole list for every frame. */
  #forget(): void {
    const { mostEntries, mostCharacters } = this.#limits
    if (this.#entries.length <= mostEntries && this.#characters <= mostCharacters) return
    const keep = this.#entries.slice(Math.ceil(this.#entries.length / 10))
    this.#dropped += this.#entries.length - keep.length
    this.#entries = keep
    this.#characters = keep.reduce((sum, entry) => sum + charactersOf(entry), 0)
    this.#forget()
  }
}

export function idOf(entry: Entry): number {
  return 'note' in entry ? entry.note.id : entry.reading.frame.id
}

export function timeOf(entry: Entry): number {
  return 'note' in entry ? entry.note.at : entry.reading.frame.at
}

function charactersOf(entry: Entry): number {
  return 'note' in entry ? entry.note.text.length : (entry.reading.frame.raw?.length ?? 0)
}
