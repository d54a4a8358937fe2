/**
 * Checks that the page cannot make from its own messages, because they are about files, rows of the database, output of
 * programs, and answers by HTTP. The page names no file and no text: what is looked at is written in the lesson's text.
 *
 *     FILE file=router/recorder.ts has="on_create"       the learner's file has this text, and can be read
 *     ROW table=messages has="Write this down"           one of the last rows has this text
 *     PRINTED by=router has="I know who is here"         a program of the lesson has printed this: router or client
 *     ANSWER url=http://localhost:8014/ready status=200  whoever answers at this address on this machine
 *
 * What is there from an earlier run of the lesson counts where the step asks for a state, and not where it asks for
 * something to be done again:
 *
 *     FILE                     counts, however old: the file is as the step wants it. "Start over" brings it back.
 *     ROW of users, threads    counts, however old: the texts say to keep them, and they cannot be made a second time
 *     ROW of messages          counts from the time on when the step was open: a message can be said again
 *     PRINTED                  counts from that time on, and only if the program that printed it has not ended since
 *     ANSWER                   counts: it is asked for now
 *
 * A step is open when all checks of the steps before it have come true (`at` of their verdicts), and not before the
 * lesson was begun. The page knows that time: see progress.ts.
 */
import type { Lesson } from '../lessons.ts'
import type { Line } from '../log/history.ts'
import type { Check } from '../text/check-comment.ts'
import { fileVerdict } from './file-verdict.ts'
import { findRow } from './rows.ts'
import type { Verdict } from './verdict.ts'

export const REAL_KINDS = ['FILE', 'ROW', 'PRINTED', 'ANSWER'] as const

const NOT_YET: Verdict = { isDone: false }
const ANSWER_WITHIN_MS = 1_000

/** Undefined for a check of another kind. */
export async function verdictOf(
  { kind, facts }: Check,
  { folder }: Pick<Lesson, 'folder'>,
  printed: (by: string) => readonly Line[],
): Promise<Verdict | undefined> {
  const { file = '', has = '', table = '', by = 'router', url = '', status } = facts
  switch (kind) {
    case 'FILE':
      return fileVerdict(folder, file, has)
    case 'ROW':
      return rowVerdict(table, has)
    case 'PRINTED':
      return printedVerdict(printed(by), has)
    case 'ANSWER':
      return fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'manual' }).then(
        (answer) => ({ isDone: String(answer.status) === status }),
        () => NOT_YET,
      )
    default:
      return undefined
  }
}

function rowVerdict(table: string, has: string): Verdict {
  const row = findRow(table, has)
  if (row === undefined) return NOT_YET
  return row.at === undefined ? { isDone: true } : { isDone: true, at: row.at, ifOld: '' }
}

const PRINTED_BEFORE =
  'the program printed this before this step was open. Save its file once more: then it starts again, and prints it again'

function printedVerdict(lines: readonly Line[], has: string): Verdict {
  const found = lines.findLastIndex(({ text }) => text.includes(has))
  const line = lines[found]
  if (line === undefined || lines.slice(found + 1).some((later) => isStartOf(line, later))) return NOT_YET
  return { isDone: true, at: line.at, ifOld: PRINTED_BEFORE }
}

/** Whether the program that printed a line has been started again by a later one. */
function isStartOf({ who, guest }: Line, { text }: Line): boolean {
  if (guest === true) return text.startsWith(`guest "${who}" was started`)
  return /^workshop: (restarting as asked|.* was saved: starting again)$/.test(text)
}
