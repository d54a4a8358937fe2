/** The router that runs on a node directory, for commands in another process. */
import { findConfig, holderOf } from '@wampeter/router'
import type { Holder } from '@wampeter/router'
import { Option } from 'commander'
import type { Command } from 'commander'

/** Crossbar's exit code: the router does not run, or runs where it should not. */
export const NOT_AS_EXPECTED = 69

export interface Running {
  readonly cbdir: string
  /** The running router; undefined where none runs. */
  readonly holder: Holder | undefined
}

export interface NodeFolder {
  readonly cbdir?: string
}

/** Adds `--cbdir` only. */
export const withFolder = (command: Command): Command =>
  command.addOption(new Option('--cbdir <folder>', 'node directory (default: $CROSSBAR_DIR, else ./.crossbar, else .)'))

/** Finds the router of a node directory. */
export async function findRunning({ cbdir: wanted }: NodeFolder): Promise<Running> {
  const { cbdir } = await findConfig({ cbdir: wanted, environment: process.env, cwd: process.cwd() })
  return { cbdir, holder: holderOf(cbdir) }
}

/** Prints that no router runs, in the words of Crossbar. */
export function tellNotRunning(cbdir: string): void {
  console.error(`No Wampeter is currently running from node directory ${cbdir}.`)
  process.exitCode = NOT_AS_EXPECTED
}

const POLL_MS = 50

/** Polls until a condition is met. False where it is not met in time. */
export async function waitUntil(isSo: () => boolean, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; !isSo();) {
    if (performance.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return true
}

/** Sends a signal. False where the process has ended meanwhile, or belongs to another user; the latter is printed. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
    console.error(`error: this user may not send signals to process ${pid}: run the command as the router's user`)
    process.exitCode = 1
    return false
  }
}
