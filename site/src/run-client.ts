/**
 * bin/run-client N [stop], bin/run-zmq [stop]: restarts lesson N's own program in the running workshop and prints its output, or runs it without
 * a workshop.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { controlSocketPath } from './control/socket-path.ts'
import { followLesson, haltLesson } from './follow-lesson.ts'
import { findLessons } from './lessons.ts'
import { lessonNumber, readSettings, SettingsError } from './settings.ts'

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  console.error(error.message)
  console.error(`${process.env['WAMPETER_COMMAND'] ?? 'bin/run-client'} --help says how to use it.`)
  process.exitCode = 2
}

async function run([number, ...others]: readonly string[]): Promise<number> {
  const lesson = lessonNumber(number)
  const isStop = others.length === 1 && others[0] === 'stop'
  if (others.length > 0 && !isStop) throw new SettingsError(`Only 'stop' may follow, not '${others.join(' ')}'.`)
  const { lessonsFolder } = readSettings([], process.env)
  if (isStop) return stop(lessonsFolder, lesson)
  const wish = { do: 'restart', of: 'client', lesson, guestsOnly: false } as const
  const code = await followLesson(controlSocketPath(lessonsFolder), wish)
  if (code !== undefined) return code
  const file = findLessons(lessonsFolder).find((one) => one.number === lesson)?.client
  if (file === undefined) throw new SettingsError(`Lesson ${lesson} has no program of its own.`)
  console.error(
    'The workshop is not running, so the program runs alone, until Ctrl-C. (bin/start starts the router, too.)',
  )
  return runAlone(file)
}

async function stop(lessonsFolder: string, lesson: number): Promise<number> {
  const code = await haltLesson(controlSocketPath(lessonsFolder), lesson)
  if (code === undefined) console.error('The workshop is not running, so there is nothing to stop.')
  if (code === 0) console.log(`The program of lesson ${lesson} is stopped, until the same command without 'stop'.`)
  return code ?? 1
}

async function runAlone(file: string): Promise<number> {
  const program = spawn(process.execPath, [file], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => program.kill(signal))
  const [code] = (await once(program, 'exit')) as [number | null]
  return code ?? 0
}
