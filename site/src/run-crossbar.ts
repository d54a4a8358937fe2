/** bin/run-crossbar N [skip]: asks the running workshop, or starts lesson N alone where none runs. */
import { ask } from './control/client.ts'
import type { Reply } from './control/protocol.ts'
import { controlSocketPath } from './control/socket-path.ts'
import { printer } from './log/printer.ts'
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

async function run([number, word, ...rest]: readonly string[]): Promise<number> {
  const lesson = lessonNumber(number)
  if ((word !== undefined && word !== 'skip') || rest.length > 0) {
    throw new SettingsError(
      `After the lesson's number only the word 'skip' may follow, not '${[word, ...rest].join(' ')}'.`,
    )
  }
  const settings = readSettings(['--only', String(lesson)], process.env)
  const guestsOnly = word === 'skip'
  const replies = await ask(controlSocketPath(settings.lessonsFolder), { do: 'restart', lesson, guestsOnly })
  if (replies) return follow(replies, guestsOnly)
  console.error(`The workshop is not running, so lesson ${lesson} starts alone. (bin/start starts them all.)`)
  return runWorkshop(settings)
}

async function follow(replies: AsyncIterable<Reply>, guestsOnly: boolean): Promise<number> {
  const print = printer(process.stdout, { colour: process.stdout.isTTY })
  process.stdout.on('error', () => process.exit(0)) // the reader of a pipe has seen enough
  if (guestsOnly)
    console.error("Restarted. Only what the lesson's own workers say is shown; lessons 1 and 2 have none.")
  for await (const reply of replies) {
    if (reply.kind === 'line') print(reply.line)
    else if (reply.kind === 'leftout') console.log(`(${reply.lines} lines left out: this output is read too slowly)`)
    else if (reply.kind === 'refused') {
      console.error(reply.why)
      return 1
    }
  }
  console.error('The workshop has stopped.')
  return 0
}
