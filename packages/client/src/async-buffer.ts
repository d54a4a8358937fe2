/** From pushing to pulling: a bounded buffer that is read with `for await`. */
import { WampError } from '@wampeter/protocol'
import { ERROR } from './errors.ts'

export class AsyncBuffer<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #limit: number
  readonly #items: Item[] = []
  #readers: PromiseWithResolvers<IteratorResult<Item, undefined>>[] = []
  /** Set when nothing more comes: without an error, or with one. */
  #end: { readonly error: unknown } | undefined
  readonly #onReturn: () => void

  /** `onReturn` runs once, when the reader stops before the end or the buffer overflows. */
  constructor(limit: number, onReturn: () => void = () => {}) {
    this.#limit = limit
    this.#onReturn = onReturn
  }

  /** Past the limit the reader gets what is there, and then an error: losing items in silence would be worse. */
  push(item: Item): void {
    if (this.#end !== undefined) return
    const reader = this.#readers.shift()
    if (reader !== undefined) reader.resolve({ value: item, done: false })
    else if (this.#items.length < this.#limit) this.#items.push(item)
    else {
      this.end(new WampError(ERROR.overflow, `more than ${this.#limit} items were not read`))
      this.#onReturn()
    }
  }

  /** Nothing more comes. With an error, reading ends by throwing it. */
  end(error?: unknown): void {
    if (this.#end !== undefined) return
    this.#end = { error }
    for (const reader of this.#readers.splice(0)) this.#finish(reader)
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const reader = Promise.withResolvers<IteratorResult<Item, undefined>>()
    const item = this.#items.shift()
    if (item !== undefined) reader.resolve({ value: item, done: false })
    else if (this.#end !== undefined) this.#finish(reader)
    else this.#readers.push(reader)
    return reader.promise
  }

  /** Called by `break` in a `for await`. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    const isEarly = this.#end === undefined
    this.#items.length = 0
    this.end()
    if (isEarly) this.#onReturn()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** An error is thrown once; reading on finds the end. */
  #finish({ resolve, reject }: PromiseWithResolvers<IteratorResult<Item, undefined>>): void {
    const error = this.#end?.error
    this.#end = { error: undefined }
    if (error === undefined) resolve({ value: undefined, done: true })
    else reject(error as Error)
  }
}
