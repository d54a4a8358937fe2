/**
 * Follows the log of a lesson's router or client in a running workshop. bin/run-crossbar and bin/run-client share it.
 */
import { ask } from './control/client.ts'
import type { FollowCommand } from './control/protocol.ts'
import { printer } from './log/printer.ts'

/** Ends a lesson's program in the running workshop. Resolves to the exit code, or to undefined where no workshop runs. */
export async function haltLesson(controlPath: string, lesson: number): Promise<number | undefined> {
  const replies = await ask(controlPath, { do: 'halt', lesson })
  if (replies === undefined) return undefined
  for await (const reply of replies) {
    if (reply.kind === 'halted') return 0
    if (reply.kind === 'refused') console.error(reply.why)
  }
  return 1
}

/** What the command does, and how to stop it. */
function beginning({ do: what, lesson }: FollowCommand, program: string): string {
  const begun = what === 'restart' ? `The ${program} of lesson ${lesson} is started again. ` : ''
  return `${begun}Its output follows; Ctrl-C ends the output, and the ${program} goes on.`
}

/** Resolves to the exit code when the workshop has stopped, or to undefined where no workshop runs. */
export async function followLesson(controlPath: string, command: FollowCommand): Promise<number | undefined> {
  const replies = await ask(controlPath, command)
  if (replies === undefined) return undefined
  const print = printer(process.stdout, { colour: process.stdout.isTTY })
  process.stdout.on('error', () => process.exit(0)) // the reader has closed the pipe
  if (command.guestsOnly)
    console.error("Only the output of the lesson's own guest workers is shown; lessons 1 to 3 have none.")
  const program = command.of === 'client' ? 'program' : 'router'
  let isTold = false
  for await (const reply of replies) {
    if (!isTold && reply.kind !== 'refused') console.error(beginning(command, program))
    isTold = true
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
