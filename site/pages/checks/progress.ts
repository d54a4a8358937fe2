/**
 * The checks that are done. They are kept in this browser and shared by its tabs, because Steve works in a second
 * tab.
 */

/** How many checks of a lesson are done. */
export const doneIn = (lesson: string): number => readDone(keyOf(lesson)).size

const keyOf = (lesson: string): string => `wampeter:lesson-${lesson}`

export class Progress {
  readonly #key: string
  #done: ReadonlySet<string>

  constructor(lesson: string) {
    this.#key = keyOf(lesson)
    this.#done = this.#read()
  }

  has(id: string): boolean {
    return this.#done.has(id)
  }

  add(id: string): void {
    this.#done = new Set([...this.#read(), id])
    localStorage.setItem(this.#key, JSON.stringify([...this.#done]))
  }

  startOver(): void {
    this.#done = new Set()
    localStorage.removeItem(this.#key)
  }

  /** Called when another tab has changed the progress. */
  whenChanged(changed: () => void): void {
    window.addEventListener('storage', ({ key }) => {
      if (key !== this.#key && key !== null) return
      this.#done = this.#read()
      changed()
    })
  }

  #read(): ReadonlySet<string> {
    return readDone(this.#key)
  }
}

function readDone(key: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return new Set(Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [])
  } catch {
    return new Set()
  }
}
