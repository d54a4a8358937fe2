/**
 * The checks that are done, and when each came true. They are kept in this browser and shared by its tabs, because Steve
 * works in a second tab. Each check has a key of its own, so that tabs that write at once overwrite nothing.
 */

/** How many checks of a lesson are done. */
export const doneIn = (lesson: string): number => readDone(lesson).size

const keyOf = (lesson: string, id: string): string => `wampeter:lesson-${lesson}:${id}`

/** Milliseconds since 1970, by the ids of checks. */
type Times = ReadonlyMap<string, number>

/** The time at which the lesson was begun. No check has this id. */
const BEGUN = 'begun'

export class Progress {
  readonly #lesson: string
  #done: Times

  constructor(lesson: string) {
    this.#lesson = lesson
    this.#done = readDone(lesson)
    if (readTime(lesson, BEGUN) === undefined) this.#keep(BEGUN, Date.now())
  }

  has(id: string): boolean {
    return this.#done.has(id)
  }

  /** `at`: when it came true. */
  add(id: string, at = Date.now()): void {
    this.#keep(id, at)
    this.#done = readDone(this.#lesson)
  }

  startOver(): void {
    for (const id of readDone(this.#lesson).keys()) localStorage.removeItem(keyOf(this.#lesson, id))
    this.#keep(BEGUN, Date.now())
    this.#done = new Map()
  }

  /** When the step was open that follows these checks: all of them that are done had come true, in this run of the lesson. */
  openedAt(before: readonly string[]): number {
    const begun = readTime(this.#lesson, BEGUN) ?? 0
    return Math.max(begun, ...before.map((id) => this.#done.get(id) ?? 0))
  }

  /** Called when another tab has changed the progress. */
  whenChanged(changed: () => void): void {
    window.addEventListener('storage', ({ key }) => {
      if (key !== null && !key.startsWith(keyOf(this.#lesson, ''))) return
      this.#done = readDone(this.#lesson)
      changed()
    })
  }

  #keep(id: string, at: number): void {
    localStorage.setItem(keyOf(this.#lesson, id), String(at))
  }
}

function readDone(lesson: string): Times {
  const prefix = keyOf(lesson, '')
  const done = new Map<string, number>()
  for (let at = 0; at < localStorage.length; at++) {
    const key = localStorage.key(at) ?? ''
    const id = key.slice(prefix.length)
    const time = key.startsWith(prefix) && id !== BEGUN ? readTime(lesson, id) : undefined
    if (time !== undefined) done.set(id, time)
  }
  return done
}

function readTime(lesson: string, id: string): number | undefined {
  const time = Number(localStorage.getItem(keyOf(lesson, id)) ?? NaN)
  return Number.isNaN(time) ? undefined : time
}
