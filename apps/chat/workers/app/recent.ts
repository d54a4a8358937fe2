/** Remembers for a short time that something was so. Bounded: the oldest is dropped. */
export class Recent {
  readonly #until = new Map<string, number>()
  readonly #options: { readonly lifeMs: number; readonly most: number; readonly now: () => number }

  constructor(options: { readonly lifeMs: number; readonly most: number; readonly now: () => number }) {
    this.#options = options
  }

  has(key: string): boolean {
    const until = this.#until.get(key)
    if (until === undefined) return false
    if (until > this.#options.now()) return true
    this.#until.delete(key)
    return false
  }

  add(key: string): void {
    this.#until.delete(key) // so that it becomes the newest
    this.#until.set(key, this.#options.now() + this.#options.lifeMs)
    const [oldest] = this.#until.keys()
    if (this.#until.size > this.#options.most && oldest !== undefined) this.#until.delete(oldest)
  }

  delete(key: string): void {
    this.#until.delete(key)
  }

  clear(): void {
    this.#until.clear()
  }
}
