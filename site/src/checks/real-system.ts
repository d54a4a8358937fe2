/**
 * Checks that the page cannot make from its own messages, because they are about files, rows of the database, output of
 * programs, and answers by HTTP. The page names no file and no text: what is looked at is written in the lesson's text.
 *
 *     FILE file=router/recorder.ts has="on_create"       the learner's file has this text, and can be read
 *     ROW table=messages has="Write this down"           one of the last rows has this text
 *     PRINTED by=router has="I know who is here"         a program of the lesson has printed this: router or client
 *     ANSWER url=http://localhost:8014/ready status=200  whoever answers at this address on this machine
 */
import type { Lesson } from '../lessons.ts'
import type { LogHistory } from '../log/history.ts'
import type { Check } from '../text/check-comment.ts'
import { fileVerdict } from './file-verdict.ts'
import { hasRow } from './rows.ts'
import type { Verdict } from './verdict.ts'

export const REAL_KINDS = ['FILE', 'ROW', 'PRINTED', 'ANSWER'] as const

const NOT_YET: Verdict = { isDone: false }
const ANSWER_WITHIN_MS = 1_000

/** Undefined for a check of another kind. */
export async function verdictOf(
  { kind, facts }: Check,
  { folder }: Pick<Lesson, 'folder'>,
  printed: (by: string) => ReturnType<LogHistory['since']>,
): Promise<Verdict | undefined> {
  const { file = '', has = '', table = '', by = 'router', url = '', status } = facts
  switch (kind) {
    case 'FILE':
      return fileVerdict(folder, file, has)
    case 'ROW':
      return { isDone: hasRow(table, has) }
    case 'PRINTED':
      return { isDone: sinceItsStart(printed(by)).some(({ text }) => text.includes(has)) }
    case 'ANSWER':
      return fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'manual' }).then(
        (answer) => ({ isDone: String(answer.status) === status }),
        () => NOT_YET,
      )
    default:
      return undefined
  }
}

/** What a learner's program printed before its last save does not count. A router's guests are told apart by no line. */
function sinceItsStart(lines: ReturnType<LogHistory['since']>): ReturnType<LogHistory['since']> {
  const isStart = (text: string): boolean => /^workshop: (restarting as asked|.* was saved: starting again)$/.test(text)
  return lines.slice(lines.findLastIndex(({ text }) => isStart(text)) + 1)
}
