/** From pushing to pulling: a bounded buffer that is read with `for await`. */
import { WampError } from '@wampeter/protocol'
import { ERROR } from './errors.ts'

/**
 * Items to be read with `for await`. TypeScript's own `AsyncIterableIterator` has no type for the end before 5.6, and
 * the types of this package are for 5.4.
 */
export interface AsyncItems<Item> extends AsyncIterator<Item, undefined> {
  [Symbol.asyncIterator](): AsyncItems<Item>
}

/** A bounded buffer that is filled by `push` and read with `for await`. */
export class AsyncBuffer<Item> implements AsyncItems<Item> {
  readonly #limit: number
  readonly #onLeave: () => void
  readonly #items: Item[] = []
  /** Set when nothing more comes: without an error, or with one. */
  #end: { error?: unknown } | undefined
  #changed = Promise.withResolvers<void>()

  /** `onLeave` runs when the reader stops before the end, or the buffer overflows. */
  constructor(limit: number, onLeave: () => void) {
    this.#limit = limit
    this.#onLeave = onLeave
  }

  /** Past the limit the reader gets the buffered items, and then an error: no item is lost without a notice. */
  push(item: Item): void {
    if (this.#end !== undefined) return
    if (this.#items.length >= this.#limit) {
      this.finish(new WampError(ERROR.overflow, `more than ${this.#limit} items wait`))
      this.#onLeave()
    } else this.#items.push(item)
    this.#tell()
  }

  /** Nothing more comes. With an error, reading ends by throwing it. */
  finish(error?: unknown): void {
    this.#end ??= { error }
    this.#tell()
  }

  /** A reader that does not await a part misses its error: the request itself tells it. */
  next(): Promise<IteratorResult<Item, undefined>> {
    const next = this.#next()
    next.catch(() => {})
    return next
  }

  /** An error is thrown once; reading on finds the end. */
  async #next(): Promise<IteratorResult<Item, undefined>> {
    while (this.#items.length === 0) {
      if (this.#end !== undefined) {
        const { error } = this.#end
        this.#end = {}
        if (error !== undefined) throw error
        return { value: undefined, done: true }
      }
      await this.#changed.promise
    }
    return { value: this.#items.shift() as Item, done: false }
  }

  /** Called by `break` in a `for await`. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    this.#items.length = 0
    if (this.#end === undefined) this.#onLeave()
    this.finish()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #tell(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
