/** How a lesson's router is started: the one place that knows. */
import { join } from 'node:path'
import { projectRoot } from '../project.ts'

export interface Command {
  readonly executable: string
  readonly arguments: readonly string[]
}

export function routerCommand(cbdir: string): Command {
  const cli = join(projectRoot, 'packages/cli/src/main.ts')
  return { executable: process.execPath, arguments: [cli, 'start', '--cbdir', cbdir, '--loglevel', 'debug'] }
}

/** The line by which a router says that its transports are open. */
export function saysThatItIsUp(text: string): boolean {
  return /\blistens on port \d+/.test(text)
}
