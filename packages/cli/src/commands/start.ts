import { createLog, describeProblem, loadConfig, OperatorError } from '@wampeter/router'
import type { LogLevelName, StreamLog } from '@wampeter/router'
import { Command, InvalidArgumentError, Option } from 'commander'
import { runNode } from '../run-node.ts'
import { withPlaces } from './places.ts'
import type { Places } from './places.ts'

interface StartOptions extends Places {
  readonly loglevel: LogLevelName
  readonly logformat: 'standard' | 'syslogd' | 'none' | 'json'
  readonly color: 'auto' | 'true' | 'false'
  readonly drainS: number
  readonly shutdownafter?: number
}

/**
 * `wampeter start`: runs in the foreground. Exit code 0 after SIGTERM, SIGINT or --shutdownafter, 1 when it cannot
 * start.
 */
export const startCommand = (): Command =>
  withPlaces(new Command('start').description('start the router'))
    .addOption(
      new Option('--loglevel <level>', 'what to log')
        .choices(['none', 'error', 'warn', 'info', 'debug', 'trace'])
        .default('info'),
    )
    .addOption(
      new Option('--logformat <format>', 'standard: pretty on a terminal, JSON lines otherwise')
        .choices(['standard', 'syslogd', 'none', 'json'])
        .default('standard'),
    )
    .addOption(new Option('--color <when>', 'colours in the log').choices(['auto', 'true', 'false']).default('auto'))
    .addOption(
      new Option('--drain-s <seconds>', 'seconds over which sessions are ended before the router stops')
        .argParser((text) => seconds(text, 0))
        .default(0),
    )
    .addOption(
      new Option('--shutdownafter <seconds>', 'stop after that many seconds').argParser((text) =>
        seconds(text, Number.MIN_VALUE),
      ),
    )
    .action(start)

/** The longest time of a timer. A longer one would end at once. */
const MOST_SECONDS = 1_000_000

function seconds(text: string, least: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= least && value <= MOST_SECONDS) return value
  throw new InvalidArgumentError(
    `expected a number of seconds ${least === 0 ? 'from 0' : 'above 0, up'} to ${MOST_SECONDS}`,
  )
}

/** Waits for the log with a limit: a log whose reader has stopped would keep the process alive. */
const LAST_LINES_MS = 1_000

async function start(options: StartOptions): Promise<void> {
  const log = logOf(options)
  process.stderr.on('error', () => {}) // a warning from Node that cannot be written must not end the router
  process.exitCode = await startNode(options, log)
  if (!(await log.flush(LAST_LINES_MS))) process.exit()
}

/** Resolves with the exit code when the router has stopped, or could not start. */
async function startNode({ cbdir: folder, config: name, ...options }: StartOptions, log: StreamLog): Promise<number> {
  const search = { cbdir: folder, config: name, environment: process.env, cwd: process.cwd() }
  const { cbdir, file, config, problems } = await loadConfig(search)
  for (const problem of problems) log.write(problem.severity === 'error' ? 'error' : 'warn', describeProblem(problem))
  if (config === undefined || file === undefined) {
    const why = file === undefined ? 'there is no config' : `${file} cannot be used`
    log.write('error', `the router was not started: ${why}`)
    return 1
  }
  try {
    const { drainS: drainSeconds, shutdownafter: stopAfterSeconds } = options
    await runNode({ log, cbdir, file, config, drainSeconds, stopAfterSeconds })
    return 0
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    log.write('error', error.message)
    return 1
  }
}

function logOf({ loglevel, logformat, color }: StartOptions): StreamLog {
  const isTerminal = process.stdout.isTTY === true
  return createLog({
    level: loglevel,
    format: logformat,
    isColored: color === 'true' || (color === 'auto' && isTerminal),
    isTerminal,
    stream: process.stdout,
  })
}
