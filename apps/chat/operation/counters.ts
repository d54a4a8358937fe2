/** Counts of one process of the chat, in the text format of Prometheus. */

const PREFIX = 'wampeter_chat_'

/** Counts and levels by name. A name ends in `_total` if it only grows. */
export class Counters {
  readonly #values = new Map<string, number>()

  /** Makes the names known with the value 0, so that a counter exists before its first event. */
  constructor(...names: readonly string[]) {
    for (const name of names) this.#values.set(name, 0)
  }

  add(name: string, count = 1): void {
    this.#values.set(name, this.get(name) + count)
  }

  set(name: string, value: number): void {
    this.#values.set(name, value)
  }

  get(name: string): number {
    return this.#values.get(name) ?? 0
  }

  /** One line for each name, with the name of the process as the label `part`. */
  lines(part: string): string {
    return [...this.#values].map(([name, value]) => `${PREFIX}${name}{part="${part}"} ${value}\n`).join('')
  }
}
