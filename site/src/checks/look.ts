/** Makes the checks of a lesson that its page asks for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import type { LogHistory } from '../log/history.ts'
import { lessonText } from '../text/lesson-text.ts'
import { configFault } from './config-fault.ts'
import { clientCrash, guestCrash } from './crash.ts'
import { faultIn } from './file-verdict.ts'
import { verdictOf } from './real-system.ts'
import type { Looked } from './verdict.ts'

/** The text is read each time: it may be changed while the site runs. */
export async function lookAt(lesson: Lesson, history: LogHistory): Promise<Looked> {
  const { checks, files } = lessonText(readFileSync(join(lesson.folder, 'README.md'), 'utf8'))
  const printed = (by: string) => history.since(`${by} ${lesson.number}`, 0)
  const looked = await Promise.all(
    [...checks].map(async ([id, check]) => [id, await verdictOf(check, lesson, printed)] as const),
  )
  const fault =
    [...files].map((file) => faultIn(lesson.folder, file)).find((found) => found !== undefined) ??
    configFault(printed('router')) ??
    guestCrash(printed('router'), lesson.folder) ??
    clientCrash(printed('client'), lesson.folder)
  return {
    verdicts: Object.fromEntries(looked.flatMap(([id, verdict]) => (verdict === undefined ? [] : [[id, verdict]]))),
    ...(fault !== undefined && { fault }),
  }
}
