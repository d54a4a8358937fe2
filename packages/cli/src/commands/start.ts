import { flushCompileCache } from 'node:module'
import {
  AlreadyRunning,
  claim,
  createLog,
  describeProblem,
  ListenError,
  LiveConfig,
  loadConfig,
  nodeSecret,
  RouterNode,
  StaticDirectoryError,
  TlsFileError,
} from '@wampeter/router'
import type { LogLevelName } from '@wampeter/router'
import { Command, InvalidArgumentError, Option } from 'commander'
import { withPlaces } from './places.ts'
import type { Places } from './places.ts'

interface StartOptions extends Places {
  readonly loglevel: LogLevelName
  readonly logformat: 'standard' | 'syslogd' | 'none' | 'json'
  readonly color: 'auto' | 'true' | 'false'
  readonly shutdownafter?: number
}

/** These say themselves what to do: no stack is wanted. */
const EXPLAINED = [AlreadyRunning, ListenError, TlsFileError, StaticDirectoryError]

type Log = ReturnType<typeof createLog>

/** `wampeter start`: runs in the foreground. Exit code 0 after SIGTERM, SIGINT or --shutdownafter, 1 when it cannot start. */
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
    .addOption(new Option('--shutdownafter <seconds>', 'stop after so many seconds').argParser(seconds))
    .action(start)

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('a number of seconds above 0 is needed')
  return value
}

async function start(options: StartOptions): Promise<void> {
  const log = logOf(options)
  const { cbdir, file, config, problems } = await loadConfig({
    cbdir: options.cbdir,
    config: options.config,
    environment: process.env,
    cwd: process.cwd(),
  })
  for (const problem of problems) log.write(problem.severity === 'error' ? 'error' : 'warn', describeProblem(problem))
  if (config === undefined || file === undefined)
    return failed(
      log,
      `the router was not started: ${file === undefined ? 'there is no config' : `${file} cannot be used`}`,
    )
  try {
    await run({ log, cbdir, file, config }, options.shutdownafter)
  } catch (error) {
    if (!(error instanceof Error) || !EXPLAINED.some((kind) => error instanceof kind)) throw error
    failed(log, error.message)
  }
}

function logOf({ loglevel, logformat, color }: StartOptions): Log {
  const isTerminal = process.stdout.isTTY === true
  return createLog({
    level: loglevel,
    format: logformat,
    isColored: color === 'true' || (color === 'auto' && isTerminal),
    isTerminal,
    stream: process.stdout,
  })
}

function failed(log: Log, text: string): void {
  log.write('error', text)
  process.exitCode = 1
}

type Running = {
  readonly log: Log
  readonly cbdir: string
  readonly file: string
  readonly config: NonNullable<Awaited<ReturnType<typeof loadConfig>>['config']>
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

async function run({ log, cbdir, file, config }: Running, shutdownAfter: number | undefined): Promise<void> {
  const held = claim(cbdir)
  // A node that runs nothing but guests may have nothing open for a while, and stays all the same.
  const alive = setInterval(() => {}, LONGEST_TIMER_MS)
  try {
    if (!held.isWritten)
      log.write('warn', `node.pid cannot be written to ${cbdir}: a second router on it would not be noticed`)
    const secret = nodeSecret(cbdir)
    const node = new RouterNode(config, {
      cbdir,
      log,
      environment: process.env,
      ...(secret === undefined ? {} : { nodeSecret: secret }),
    })
    process.on('exit', () => node.abandon())
    const toldToStop = untilToldToStop(shutdownAfter)
    const started = node.start()
    const live = new LiveConfig({ node, file, config, environment: process.env, log, started })
    live.watch()
    onHangUp(() => void live.reload())
    await started.catch((error: unknown) => {
      live.close()
      throw error
    })
    flushCompileCache() // it would be kept at the end only, and who is killed has no such end
    log.write('info', 'the router is up')
    const why = await toldToStop
    log.write('info', `the router stops: ${why}`)
    live.close()
    await node.stop()
    log.write('info', 'the router has stopped')
  } finally {
    clearInterval(alive)
    held.release()
  }
}

/** As daemons do. On a terminal SIGHUP says that the terminal is gone: then it ends the process, as it always did. */
function onHangUp(reload: () => void): void {
  if (process.stdout.isTTY !== true) process.on('SIGHUP', reload)
}

/** A second signal, when the first is taking too long, ends the process at once. */
function untilToldToStop(shutdownAfter: number | undefined): Promise<string> {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (signal: NodeJS.Signals): void => {
      if (isStopping) process.exit(1)
      isStopping = true
      resolve(signal)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    if (shutdownAfter !== undefined) setTimeout(() => resolve(`${shutdownAfter} s have passed`), shutdownAfter * 1000)
  })
}
