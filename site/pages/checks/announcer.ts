/**
 * Tells a screen reader how checks stand. What happens together is told together: first what went wrong, and last what
 * is done, so that success is never replaced by a later failure before it was heard.
 */

const togetherMs = 150

export class Announcer {
  readonly #place: { textContent: string | null }
  #trouble: string | undefined
  #done: string[] = []
  #isWaiting = false

  constructor(place: { textContent: string | null }) {
    this.#place = place
  }

  /** Only the newest trouble is told. */
  trouble(text: string): void {
    this.#trouble = text
    this.#soon()
  }

  done(text: string): void {
    this.#done.push(text)
    this.#soon()
  }

  #soon(): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    setTimeout(() => this.#tell(), togetherMs)
  }

  #tell(): void {
    this.#place.textContent = [...(this.#trouble === undefined ? [] : [this.#trouble]), ...this.#done].join('. ')
    this.#isWaiting = false
    this.#trouble = undefined
    this.#done = []
  }
}
