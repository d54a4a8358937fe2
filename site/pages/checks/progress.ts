/**
 * The checks that are done, and when each came true. They are kept in this browser and shared by its tabs, because Steve
 * works in a second tab.
 */

/** How many checks of a lesson are done. */
export const doneIn = (lesson: string): number => readDone(keyOf(lesson)).size

const keyOf = (lesson: string): string => `wampeter:lesson-${lesson}`

/** Milliseconds since 1970, by the ids of checks. */
type Times = Readonly<Record<string, number>>

/** The time at which the lesson was begun. No check has this id. */
const BEGUN = 'begun'

export class Progress {
  readonly #key: string
  #done: ReadonlySet<string>

  constructor(lesson: string) {
    this.#key = keyOf(lesson)
    this.#done = this.#read()
    if (this.#times()[BEGUN] === undefined) this.#keepTimes({ ...this.#times(), [BEGUN]: Date.now() })
  }

  has(id: string): boolean {
    return this.#done.has(id)
  }

  /** `at`: when it came true. */
  add(id: string, at = Date.now()): void {
    this.#keepTimes({ ...this.#times(), [id]: at })
    this.#done = new Set([...this.#read(), id])
    localStorage.setItem(this.#key, JSON.stringify([...this.#done]))
  }

  startOver(): void {
    this.#done = new Set()
    localStorage.removeItem(this.#key)
    this.#keepTimes({ [BEGUN]: Date.now() })
  }

  /** When the step was open that follows these checks: all of them that are done had come true, in this run of the lesson. */
  openedAt(before: readonly string[]): number {
    const times = this.#times()
    return Math.max(...[BEGUN, ...before].map((id) => times[id] ?? 0))
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

  #times(): Times {
    return readJson<Times>(`${this.#key}:times`, {})
  }

  #keepTimes(times: Times): void {
    localStorage.setItem(`${this.#key}:times`, JSON.stringify(times))
  }
}

function readDone(key: string): ReadonlySet<string> {
  const value = readJson<unknown>(key, [])
  return new Set(Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [])
}

function readJson<Value>(key: string, otherwise: Value): Value {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null) ?? otherwise
  } catch {
    return otherwise
  }
}
