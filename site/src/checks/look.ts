/** Makes the checks of a lesson that its page asks for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import type { LogHistory } from '../log/history.ts'
import type { Check } from '../text/check-comment.ts'
import { lessonText } from '../text/lesson-text.ts'
import { configFault } from './config-fault.ts'
import { clientCrash, guestCrashes, type Crash } from './crash.ts'
import { faultIn } from './file-verdict.ts'
import { verdictOf } from './real-system.ts'
import type { Looked, Verdict } from './verdict.ts'

/** The guest by which users log in. Where it cannot run, nothing else of the lesson can be done. */
const LETS_USERS_IN = 'authenticator'

/** The text is read each time: it may be changed while the site runs. */
export async function lookAt(lesson: Lesson, history: LogHistory): Promise<Looked> {
  const { checks, files } = lessonText(readFileSync(join(lesson.folder, 'README.md'), 'utf8'))
  const printed = (by: string) => history.since(`${by} ${lesson.number}`, 0)
  const guests = guestCrashes(printed('router'), lesson.folder)
  const crashes = [...guests, clientCrash(printed('client'), lesson.folder)].filter((crash) => crash !== undefined)
  const looked = await Promise.all(
    [...checks].map(async ([id, check]) => {
      const verdict = await verdictOf(check, lesson, printed)
      return [id, verdict && possible(verdict, check, crashes)] as const
    }),
  )
  const fault =
    [...files].map((file) => faultIn(lesson.folder, file)).find((found) => found !== undefined) ??
    configFault(printed('router')) ??
    crashes.find(({ isForGood, guest }) => !isForGood || guest === LETS_USERS_IN)?.told
  return {
    now: Date.now(),
    verdicts: Object.fromEntries(looked.flatMap(([id, verdict]) => (verdict === undefined ? [] : [[id, verdict]]))),
    ...(fault !== undefined && { fault }),
  }
}

/** A program that can never run on this machine prints nothing: its check is impossible, and not only open. */
function possible(verdict: Verdict, { kind, facts }: Check, crashes: readonly Crash[]): Verdict {
  if (kind !== 'PRINTED' || verdict.isDone) return verdict
  const { by = 'router' } = facts
  const crash = crashes.find(({ isForGood, guest }) => isForGood && (guest === undefined) === (by === 'client'))
  return crash === undefined ? verdict : { ...verdict, impossible: crash.told }
}
