/** What became of a check. `trouble`: what keeps it from being done, where that is known. */
export interface Verdict {
  readonly isDone: boolean
  readonly trouble?: string
  /** Why it cannot be done on this machine. The checks after it do not wait for it. */
  readonly impossible?: string
  /** When it came true, in milliseconds since 1970. Absent: that is not known. */
  readonly at?: number
  /** Present: it counts only if it came true since the step was open. What to tell if that was before; '' tells nothing. */
  readonly ifOld?: string
}

/** What a page gets to know about its lesson. */
export interface Looked {
  /** The site's clock: a page on another machine may have another one. */
  readonly now: number
  /** By the ids of the checks. */
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** A file of the learner that cannot be read, or a program that has ended by a mistake: which one, where, and why. */
  readonly fault?: string
}
