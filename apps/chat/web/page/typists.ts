/** Who is writing: everybody who said so in the last seconds. */
import { signal } from '@preact/signals'

const TYPING_MS = 5_000

export class Typists {
  readonly names = signal<readonly string[]>([])
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  begin(name: string): void {
    clearTimeout(this.#timers.get(name))
    this.#timers.set(
      name,
      setTimeout(() => this.end(name), TYPING_MS),
    )
    this.names.value = [...this.#timers.keys()]
  }

  /** The message has come, or the person has left. */
  end(name: string): void {
    clearTimeout(this.#timers.get(name))
    if (this.#timers.delete(name)) this.names.value = [...this.#timers.keys()]
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }
}
