/** The command `wampeter` as a process of its own, in a folder that is removed after the test file. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

export const main = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url))

export interface Run {
  readonly output: () => string
  readonly exited: Promise<number | null>
  readonly pid: number | undefined
  kill(signal: NodeJS.Signals): void
  /** Resolves when the output contains a text. */
  says(text: string): Promise<void>
}

export interface CommandLine {
  readonly folder: string
  run(...args: readonly string[]): Run
  /** Runs the command with other variables in its environment. */
  runWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Run
  /** Makes a node directory with this config. */
  node(name: string, config: unknown): string
}

/** Called once by a test file. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-cli-'))
  const runs: Run[] = []
  const runWith: CommandLine['runWith'] = (variables, ...args) => {
    const started = start({ folder, variables }, args)
    runs.push(started)
    return started
  }
  after(() => {
    for (const left of runs) left.kill('SIGKILL') // those of a test that failed
    rmSync(folder, { recursive: true })
  })
  return {
    folder,
    run: (...args) => runWith({}, ...args),
    runWith,
    node(name, config) {
      const cbdir = mkdtempSync(join(folder, `${name}-`))
      writeFileSync(join(cbdir, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
      return cbdir
    },
  }
}

interface Surroundings {
  readonly folder: string
  readonly variables: Readonly<Record<string, string>>
}

function start({ folder, variables }: Surroundings, args: readonly string[]): Run {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...process.env, ...variables } })
  let output = ''
  const changed: (() => void)[] = []
  const take = (chunk: Buffer): void => {
    output += chunk.toString()
    for (const tell of changed) tell()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    output: () => output,
    exited,
    pid: child.pid,
    kill: (signal) => void child.kill(signal),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (output.includes(text) && resolve())
        changed.push(look)
        look()
        void exited.then(() => reject(new Error(`it ended without saying "${text}":\n${output}`)))
      }),
  }
}
