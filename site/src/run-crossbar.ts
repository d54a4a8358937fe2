/**
 * bin/run-crossbar N [skip] [restart]: prints the log of lesson N in the running workshop, or starts only lesson N
 * where no workshop runs.
 */
import { followLesson } from './follow-lesson.ts'
import { controlSocketPath } from './control/socket-path.ts'
import { runWorkshop } from './run-workshop.ts'
import { lessonNumber, readSettings, SettingsError } from './settings.ts'

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  console.error(error.message)
  console.error('bin/run-crossbar --help says how to use it.')
  process.exitCode = 2
}

async function run([number, ...words]: readonly string[]): Promise<number> {
  const lesson = lessonNumber(number)
  const stranger = words.find((word) => word !== 'skip' && word !== 'restart')
  if (stranger !== undefined)
    throw new SettingsError(`After the lesson's number only 'skip' and 'restart' may follow, not '${stranger}'.`)
  const settings = readSettings(['--only', String(lesson)], process.env)
  const guestsOnly = words.includes('skip')
  const wish = { do: words.includes('restart') ? 'restart' : 'follow', of: 'router', lesson, guestsOnly } as const
  const code = await followLesson(controlSocketPath(settings.lessonsFolder), wish)
  if (code !== undefined) return code
  console.error(`The workshop is not running, so lesson ${lesson} starts alone. (bin/start starts them all.)`)
  return runWorkshop(settings)
}
