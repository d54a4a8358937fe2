/** How a lesson's router is started: the one place that knows. */
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

/** A lesson's own program, on the project's Node. It says what is in it: there is no line to wait for. */
export function clientCommand(file: string): Command {
  const leash = new URL('./leash.ts', import.meta.url).href
  return { executable: process.execPath, arguments: ['--import', leash, file] }
}

/** The line by which a router says that all of its transports are open. */
export function saysThatItIsUp(text: string): boolean {
  return text.startsWith('the router is up')
}
