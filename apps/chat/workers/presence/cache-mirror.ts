/** Keeps the cache as the presence is, in order. While the cache is away nothing waits; afterwards all is written. */
import { CacheUnavailable } from '../../cache/contract.ts'
import type { Cache, CacheChange } from '../../cache/contract.ts'

export interface MirrorParts {
  readonly cache: Cache
  /** All keys as they are now. */
  all(): ReadonlyMap<string, string>
  /** The cache is away, or is here again. */
  onState(isAway: boolean): void
}

export class CacheMirror {
  readonly #parts: MirrorParts
  #last: Promise<void> = Promise.resolve()
  #isAway = false

  constructor(parts: MirrorParts) {
    this.#parts = parts
    parts.cache.onAvailable(() => this.rewrite())
  }

  change(change: CacheChange): void {
    this.#then(() => (this.#isAway ? Promise.resolve() : this.#parts.cache.change(change)))
  }

  /** Writes every key: their time to live begins anew, and what is no longer true goes. */
  rewrite(): void {
    this.#then(async () => {
      await this.#parts.cache.replace(this.#parts.all())
      this.#is(false)
    })
  }

  /** Resolves when everything up to now is written, or cannot be. */
  settled(): Promise<void> {
    return this.#last
  }

  #then(write: () => Promise<void>): void {
    this.#last = this.#last.then(write).catch((error: unknown) => {
      if (!(error instanceof CacheUnavailable)) throw error
      this.#is(true)
    })
  }

  #is(isAway: boolean): void {
    if (isAway === this.#isAway) return
    this.#isAway = isAway
    this.#parts.onState(isAway)
  }
}
