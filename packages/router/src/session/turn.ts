/**
 * One turn of the event loop, as far as writing goes: who has something to send. All outboxes are flushed together
 * when the turn's input is done; flushing earlier (a microtask, nextTick) would join nothing across sockets.
 */
import { Batch } from './batch.ts'
import type { Join } from './batch.ts'

export interface Flushable {
  flush(): void
}

export interface TurnParts {
  /** Runs a function when the input that is ready now has been read: `setImmediate`. */
  defer(run: () => void): void
  readonly join: Join
}

export class Turn {
  readonly join: Join
  readonly #defer: TurnParts['defer']
  #first = Batch.empty()
  #dirty: Flushable[] = []

  constructor({ defer, join }: TurnParts) {
    this.#defer = defer
    this.join = join
  }

  /** The empty list that all batches of this turn grow from. */
  get first(): Batch {
    return this.#first
  }

  /** Asks for a flush at the end of the turn. An outbox asks once. */
  add(outbox: Flushable): void {
    if (this.#dirty.length === 0) this.#defer(this.#flush)
    this.#dirty.push(outbox)
  }

  readonly #flush = (): void => {
    const dirty = this.#dirty
    this.#dirty = []
    this.#first = Batch.empty()
    for (const outbox of dirty) outbox.flush()
  }
}
