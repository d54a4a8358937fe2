/**
 * The learners who have chosen to be seen: a name, a lesson and a step each, and nothing else. Everything that a learner
 * sends is bounded, and kept in memory only.
 */

/** What a learner's workshop sends. */
export interface Progress {
  readonly name: string
  readonly lesson: number
  /** The step that is next, as the lesson's page names it; empty: all checks are done. */
  readonly step: string
}

/** A learner as the overview shows one. */
export interface Row extends Progress {
  /** When the learner was heard of last, in milliseconds since 1970. */
  readonly at: number
}

export const CLASS_LIMITS = {
  learners: 100,
  nameCharacters: 40,
  stepCharacters: 80,
  bodyBytes: 1_024,
  /** A learner who is not heard of for so long is forgotten. */
  forgetAfterMs: 12 * 3_600_000,
} as const

export class Class {
  readonly #rows = new Map<string, Row>()

  /** Two learners with one name on two machines are two rows. False: there are too many learners already. */
  heard(address: string, progress: Progress, now: number): boolean {
    this.#forget(now)
    const key = `${address} ${progress.name}`
    if (!this.#rows.has(key) && this.#rows.size >= CLASS_LIMITS.learners) return false
    this.#rows.set(key, { ...progress, at: now })
    return true
  }

  /** By lesson, and then by name. */
  rows(now: number): readonly Row[] {
    this.#forget(now)
    return [...this.#rows.values()].toSorted((a, b) => a.lesson - b.lesson || a.name.localeCompare(b.name, 'en'))
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#rows) if (now - at > CLASS_LIMITS.forgetAfterMs) this.#rows.delete(key)
  }
}

/** Returns the reason where it is no progress. Other fields are dropped: nothing else is kept of a learner. */
export function readProgress(value: unknown): Progress | string {
  const { name, lesson, step } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (!isName(name))
    return `name must be a text of 1 to ${CLASS_LIMITS.nameCharacters} characters, without control characters`
  if (typeof lesson !== 'number' || !Number.isInteger(lesson) || lesson < 0 || lesson > 9)
    return 'lesson must be a number from 0 to 9'
  if (typeof step !== 'string' || !STEP.test(step))
    return `step must be a text of at most ${CLASS_LIMITS.stepCharacters} characters of a to z, 0 to 9 and -`
  return { name: name.trim(), lesson, step }
}

const STEP = new RegExp(`^[a-z0-9-]{0,${CLASS_LIMITS.stepCharacters}}$`)

/** Control characters, and those that turn the direction of writing, could make a name look like another one. */
export function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    [...value].length <= CLASS_LIMITS.nameCharacters &&
    !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)
  )
}
