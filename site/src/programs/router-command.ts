/** The commands that start a lesson's router, a lesson's own program, and the chat. No other file knows them. */
import { join } from 'node:path'
import { projectRoot } from '../project.ts'

export interface Command {
  readonly executable: string
  readonly arguments: readonly string[]
}

export function routerCommand(cbdir: string): Command {
  const leash = new URL('./leash.ts', import.meta.url).href
  const cli = join(projectRoot, 'packages/cli/src/main.js')
  return {
    executable: process.execPath,
    arguments: ['--import', leash, cli, 'start', '--cbdir', cbdir, '--loglevel', 'debug'],
  }
}

/** A lesson's own program, run by the project's Node. It counts as up with any line: it has no fixed first line. */
export function clientCommand(file: string): Command {
  const leash = new URL('./leash.ts', import.meta.url).href
  return { executable: process.execPath, arguments: ['--import', leash, file] }
}

/** The finished chat: its supervisor notices by itself when the workshop is gone. */
export function chatCommand(): Command {
  return { executable: process.execPath, arguments: [join(projectRoot, 'apps/chat/main.ts'), '--no-page'] }
}

/** True for the line by which the chat reports that all its parts are ready. */
export function saysThatTheChatIsUp(text: string): boolean {
  return text.startsWith('the chat is up')
}

/** True for the line by which a router reports that all its transports are open. */
export function saysThatItIsUp(text: string): boolean {
  return text.startsWith('the router is up')
}
