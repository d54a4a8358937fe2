/**
 * How long bin/start takes until everything is up, and how much memory its processes need at rest: the sum of their
 * proportional set sizes (PSS), in which a page of memory that several processes share counts once. At rest the bundler
 * must have ended. Linux only.
 *
 * node bench/chat/start.ts [rounds]
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { testVariables } from '../../test/chat/chat-router.ts'
import { freePorts } from '../../test/support/free-ports.ts'

const START = fileURLToPath(new URL('../../bin/start', import.meta.url))
/** As long as it takes until nothing of the start goes on. */
const REST_MS = 5_000
const WANTED = { upMs: 3_000, pssMiB: 500 }

interface Round {
  readonly upMs: number
  readonly pssMiB: number
}

async function measureStart(): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-start-'))
  const [site] = await freePorts(1)
  const variables = await testVariables({ DATA_DIR: folder, SITE_PORT: String(site) })
  const began = performance.now()
  const child = spawn(START, [], { env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await isUp(child)
    const upMs = performance.now() - began
    await new Promise((resolve) => setTimeout(resolve, REST_MS))
    const processes = treeOf(child.pid ?? 0)
    const bundler = processes.map(commandOf).find((command) => command.includes('esbuild'))
    if (bundler !== undefined) throw new Error(`the bundler still runs: ${bundler}`)
    return { upMs, pssMiB: processes.reduce((sum, pid) => sum + pssOf(pid), 0) / 1_024 }
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function isUp(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('bin/start has no output')
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    if (/workshop .*up, except/.test(line)) throw new Error(`not everything came up: ${line}`)
    if (line.includes('the pages are on')) break
  }
  child.stdout.resume()
}

function treeOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(treeOf)]
}

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')

const pssOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1])

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const rounds: Round[] = []
for (let count = Number(process.argv[2] ?? 5); count > 0; count--) {
  const round = await measureStart()
  rounds.push(round)
  console.log(`up after ${round.upMs.toFixed(0)} ms, ${round.pssMiB.toFixed(0)} MiB (PSS) at rest`)
}
const upMs = median(rounds.map((round) => round.upMs))
const pssMiB = median(rounds.map((round) => round.pssMiB))
console.log('at rest the bundler had ended')
console.log(`median of ${rounds.length}: ${upMs.toFixed(0)} ms (wanted: at most ${WANTED.upMs})`)
console.log(`median of ${rounds.length}: ${pssMiB.toFixed(0)} MiB (wanted: at most ${WANTED.pssMiB})`)
if (upMs > WANTED.upMs || pssMiB > WANTED.pssMiB) process.exitCode = 1
