/** The command that starts a lesson's router. No other file knows it. */
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

/** True for the line by which a router reports that all its transports are open. */
export function saysThatItIsUp(text: string): boolean {
  return text.startsWith('the router is up')
}
