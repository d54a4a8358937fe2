/**
 * Runs all benchmarks and writes RESULTS.md; nothing in that file is written by hand.
 * node bench/run.ts [--rounds 5] [--seconds 1] [--long-seconds 3] [--topic-rounds 25] [--sessions 10000]
 *   [--processes 5] [--logins 10000] [--fox folder] [--only part-of-a-title]: with --only, only those scenarios run, and no file is written.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { skipReason } from '../test/browser/chromium.ts'
import { idleSessions } from './idle.ts'
import { spread } from './load/statistics.ts'
import { overSockets } from './over-sockets.ts'
import { report } from './report.ts'
import { foxFolder } from './servers/fox-install.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    'long-seconds': { type: 'string', default: '3' },
    'topic-rounds': { type: 'string', default: '25' },
    sessions: { type: 'string', default: '10000' },
    processes: { type: 'string', default: '5' },
    logins: { type: 'string', default: '10000' },
    fox: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const number = (text: string): number => Number(text)

/** The servers are on the first core. */
if (process.platform === 'linux' && cpus().length > 1)
  execFileSync('taskset', ['-cp', '1', String(process.pid)], { stdio: 'ignore' })

/** Fresh processes. In half of them the first realm is made last, in the others the second. */
function inMemory<Output>(name: string, made: readonly [one: string, other: string]): readonly Output[] {
  const script = fileURLToPath(new URL(`in-memory/${name}.ts`, import.meta.url))
  return [...made, ...made].map((last) => {
    const command = [script, values['topic-rounds'], last]
    return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as Output
  })
}

function manyTopics() {
  const runs = inMemory<{ ratios: number[]; fewMicros: number[] }>('many-topics', ['many', 'few'])
  const ratios = runs.flatMap((run) => run.ratios)
  return {
    processes: runs.length,
    rounds: ratios.length,
    ratio: spread(ratios),
    fewMicros: spread(runs.flatMap((run) => run.fewMicros)).median,
  }
}

function inMemoryPermissions() {
  const runs = inMemory<{ cached: number[]; meta: number[] }>('permissions', ['other', 'base'])
  const cached = runs.flatMap((run) => run.cached)
  return {
    processes: runs.length,
    rounds: cached.length,
    cached: spread(cached),
    meta: spread(runs.flatMap((run) => run.meta)),
  }
}

interface PatternRun {
  readonly name: string
  readonly more: Readonly<Record<string, number>>
}

/** Microseconds that a message costs more because of patterns that it does not match, by what is sent and what there is. */
function patterns(): ReadonlyMap<string, number> {
  const script = fileURLToPath(new URL('in-memory/patterns.ts', import.meta.url))
  const runs = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as readonly PatternRun[]
  return new Map(
    runs.flatMap(({ name, more }) => Object.entries(more).map(([title, micros]) => [`${name}, ${title}`, micros])),
  )
}

/**
 * The output of a script of this folder, as a process on all cores, because the script itself starts several
 * processes.
 */
function onAllCores(name: string, ...given: readonly string[]): string {
  const command = [process.execPath, fileURLToPath(new URL(`${name}.ts`, import.meta.url)), ...given]
  const [program = '', ...args] =
    process.platform === 'linux' ? ['taskset', '-c', `0-${cpus().length - 1}`, ...command] : command
  return execFileSync(program, args, { encoding: 'utf8' })
}

const pageSmoothness = (): string =>
  skipReason() === false ? `\`\`\`\n${onAllCores('page-smoothness')}\`\`\`` : 'Not measured: there is no Chromium here.'

const sockets = await overSockets({
  rounds: number(values.rounds),
  seconds: number(values.seconds),
  longSeconds: number(values['long-seconds']),
  only: values.only,
  fox: foxFolder(values.fox),
})
if (values.only === '') {
  const topics = manyTopics()
  const idle = await idleSessions(number(values.sessions), number(values.processes))
  const permissions = inMemoryPermissions()
  const unmatched = patterns()
  const workers = onAllCores('judged', values.logins, '3').trim()
  const outage = onAllCores('reconnect', '1000', '3').trim()
  const page = pageSmoothness()
  const text = report({ sockets, topics, idle, permissions, unmatched, workers, outage, page, values })
  writeFileSync(new URL('RESULTS.md', import.meta.url), text)
  console.log(text)
}
process.exit(0)
