/**
 * Asks the site about checks that this page cannot make itself: files, rows, output and answers; and whether the
 * learner's files can be read. It asks while a check is open and the page can be seen.
 */

export const REAL_KINDS: readonly string[] = ['FILE', 'ROW', 'PRINTED', 'ANSWER']

export interface Verdict {
  readonly isDone: boolean
  readonly trouble?: string
}

export interface Looked {
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** A file of the learner that cannot be read. */
  readonly fault?: string
}

const EVERY_MS = 500
/** After a question that failed: the workshop may have stopped. */
const AFTER_FAILURE_MS = 3_000

/** `isWanted`: whether there is an open check now. `heard` gets what the site has seen. */
export function followRealSystem(lesson: string, isWanted: () => boolean, heard: (looked: Looked) => void): void {
  const ask = async (): Promise<number> => {
    if (document.hidden || !isWanted()) return EVERY_MS
    const answer = await fetch(`/${lesson}/checks`)
    if (!answer.ok) return AFTER_FAILURE_MS
    heard((await answer.json()) as Looked)
    return EVERY_MS
  }
  const turn = (): void => {
    ask()
      .catch(() => AFTER_FAILURE_MS)
      .then((waitMs) => setTimeout(turn, waitMs), turn)
  }
  turn()
}
