/**
 * Asks the site about checks that this page cannot make itself: files, rows, output and answers. It asks while such a
 * check is open and the page can be seen.
 */

export const REAL_KINDS: readonly string[] = ['FILE', 'ROW', 'PRINTED', 'ANSWER']

export interface Verdict {
  readonly isDone: boolean
  readonly trouble?: string
}

const EVERY_MS = 500
/** After a question that failed: the workshop may have stopped. */
const AFTER_FAILURE_MS = 3_000

/** `isWanted`: whether there is an open check now. `heard` gets the verdicts by the ids of the checks. */
export function followRealSystem(
  lesson: string,
  isWanted: () => boolean,
  heard: (verdicts: Readonly<Record<string, Verdict>>) => void,
): void {
  const ask = async (): Promise<number> => {
    if (document.hidden || !isWanted()) return EVERY_MS
    const answer = await fetch(`/${lesson}/checks`)
    if (!answer.ok) return AFTER_FAILURE_MS
    heard((await answer.json()) as Record<string, Verdict>)
    return EVERY_MS
  }
  const turn = (): void => {
    ask()
      .catch(() => AFTER_FAILURE_MS)
      .then((waitMs) => setTimeout(turn, waitMs), turn)
  }
  turn()
}
