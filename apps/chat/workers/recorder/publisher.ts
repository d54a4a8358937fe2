/**
 * Publishes the events of messages, for each author in the order of the messages. Those that are decided together are
 * published together. What the router has not accepted is published again when there is a connection.
 */
import type { Outgoing } from './outgoing.ts'

export interface PublisherParts {
  /** Publishes them in this order. Resolves when the router has answered; with `again` if it may accept them later. */
  publish(entries: readonly Outgoing[]): Promise<'published' | 'again' | 'never'>
  published(entry: Outgoing): void
}

/** How many events may wait for the router's answer. */
const UNDER_WAY = 200

export class Publisher {
  readonly #parts: PublisherParts
  /** The entries of each author whose publishing is not decided, and those behind them. */
  readonly #lanes = new Map<string, Outgoing[]>()
  #ready: Outgoing[] = []
  #underWay = 0
  #isOpen = false
  #isScheduled = false

  constructor(parts: PublisherParts) {
    this.#parts = parts
  }

  /** There is a connection to the router, or none. */
  opened(isOpen: boolean): void {
    this.#isOpen = isOpen
    this.#pump()
  }

  /** Takes the place of the entry in the order. Call `decided` when its publishing is no longer undecided. */
  add(entry: Outgoing): void {
    const author = authorOf(entry)
    const lane = this.#lanes.get(author)
    if (lane === undefined) this.#lanes.set(author, [entry])
    else lane.push(entry)
  }

  decided(entry: Outgoing): void {
    const author = authorOf(entry)
    const lane = this.#lanes.get(author)
    while (lane?.[0] !== undefined && lane[0].publishing !== 'undecided') {
      const [head] = lane.splice(0, 1)
      if (head?.publishing === 'wanted') this.#ready.push(head)
    }
    if (lane?.length === 0) this.#lanes.delete(author)
    this.#pump()
  }

  get waiting(): number {
    return this.#ready.length + this.#underWay
  }

  /** At the end of this turn of the event loop, when all that is decided in it is known. */
  #pump(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      const room = UNDER_WAY - this.#underWay
      if (!this.#isOpen || room <= 0 || this.#ready.length === 0) return
      void this.#publish(this.#ready.splice(0, room))
    })
  }

  async #publish(entries: readonly Outgoing[]): Promise<void> {
    this.#underWay += entries.length
    const outcome = await this.#parts.publish(entries)
    this.#underWay -= entries.length
    if (outcome === 'again') {
      // The connection is gone for all that are under way: they get back in front, in their order.
      this.#ready.push(...entries)
      this.#ready.sort((one, other) => one.entry.n - other.entry.n)
      this.#isOpen = false
    } else {
      for (const entry of entries) {
        entry.publishing = 'no'
        this.#parts.published(entry)
      }
    }
    this.#pump()
  }
}

const authorOf = ({ entry }: Outgoing): string => (entry.kind === 'message' ? entry.message.user : '')
