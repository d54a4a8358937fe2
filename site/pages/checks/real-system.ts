/**
 * Asks the site about checks that this page cannot make itself: files, rows, output and answers; and whether the
 * learner's files can be read. It asks while a check is open and the page can be seen.
 */

export const REAL_KINDS: readonly string[] = ['FILE', 'ROW', 'PRINTED', 'ANSWER']

export interface Verdict {
  readonly isDone: boolean
  readonly trouble?: string
  /** Why it cannot be done on this machine. The checks after it do not wait for it. */
  readonly impossible?: string
  /** When it came true, in milliseconds since 1970. */
  readonly at?: number
  /** Present: it counts only if it came true since the step was open. What to tell if that was before; '' tells nothing. */
  readonly ifOld?: string
}

export interface Looked {
  /** The site's clock. */
  readonly now: number
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** A file of the learner that cannot be read. */
  readonly fault?: string
}

/** Clocks that differ less are those of one machine. */
const SKEW_MS = 2_000

/** When a question was asked and answered, by the page's clock. */
export interface Asked {
  readonly askedAt: number
  readonly answeredAt: number
}

/**
 * The same with times by the page's clock: the site may be on another machine. Where the site's time lies between
 * question and answer, the clocks are the same, however long the answer took.
 */
export function inPageTime(looked: Looked, { askedAt, answeredAt }: Asked): Looked {
  if (looked.now > askedAt - SKEW_MS && looked.now < answeredAt + SKEW_MS) return looked
  const skew = answeredAt - looked.now
  const verdicts = Object.entries(looked.verdicts).map(([id, verdict]) => {
    const { at } = verdict
    return [id, at === undefined ? verdict : { ...verdict, at: at + skew }] as const
  })
  return { ...looked, verdicts: Object.fromEntries(verdicts) }
}

const EVERY_MS = 500
/** After the log has news. Lines that come together, such as those of a crash, cause one question. */
const AFTER_NEWS_MS = 100
/** After a question that failed: the workshop may have stopped. */
const AFTER_FAILURE_MS = 3_000

export interface Follower {
  /** Whether there is an open check now. */
  isWanted(): boolean
  /** When this run of the lesson was begun. An answer to a question of an earlier run is dropped. */
  begun(): number
  /** Gets what the site has seen. */
  heard(looked: Looked): void
}

/** Returns a function that asks soon, because something has happened. */
export function followRealSystem(lesson: string, follower: Follower): () => void {
  let next: ReturnType<typeof setTimeout> | undefined
  let isAsking = false
  let isNews = false
  const ask = async (): Promise<number> => {
    if (document.hidden || !follower.isWanted()) return EVERY_MS
    const begun = follower.begun()
    const askedAt = Date.now()
    const answer = await fetch(`/${lesson}/checks`)
    if (!answer.ok) return AFTER_FAILURE_MS
    const looked = (await answer.json()) as Looked
    if (follower.begun() === begun) follower.heard(inPageTime(looked, { askedAt, answeredAt: Date.now() }))
    return EVERY_MS
  }
  const turn = async (): Promise<void> => {
    isAsking = true
    isNews = false
    const waitMs = await ask().catch(() => AFTER_FAILURE_MS)
    isAsking = false
    next = setTimeout(turn, isNews ? AFTER_NEWS_MS : waitMs)
  }
  void turn() // never rejects
  return () => {
    if (isNews) return
    isNews = true
    if (isAsking) return
    clearTimeout(next)
    next = setTimeout(turn, AFTER_NEWS_MS)
  }
}
