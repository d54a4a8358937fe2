/**
 * Runs a workshop with the given settings, until a signal ends it. Used by bin/start, and by bin/run-crossbar where
 * no workshop runs.
 */
import { askStatus } from './control/client.ts'
import { controlSocketPath } from './control/socket-path.ts'
import type { Line } from './log/history.ts'
import { printer } from './log/printer.ts'
import type { Settings } from './settings.ts'
import { PortInUse } from './web/server.ts'
import { welcome } from './welcome.ts'
import { Workshop } from './workshop.ts'

const hurryUpMs = 25_000

/** Runs the workshop. Resolves to the exit code. */
export async function runWorkshop(settings: Settings): Promise<number> {
  const controlPath = controlSocketPath(settings.lessonsFolder)
  const running = await askStatus(controlPath)
  if (running) {
    console.error(`The workshop is running already: ${running.url} (process ${running.pid}).`)
    console.error('Follow one of its routers with bin/run-crossbar N; stop it with Ctrl-C where it was started.')
    return 1
  }
  const workshop = new Workshop({ settings, controlPath })
  process.once('exit', () => workshop.kill())
  const signal = firstSignal()
  process.stdout.on('error', () => {}) // the reader has closed the pipe; the pages go on
  const print = printer(process.stdout, { colour: process.stdout.isTTY })
  // Of one lesson everything is shown. With all of them, the terminal stays readable; the pages have the rest.
  const isWanted = ({ level }: Line) => settings.only !== undefined || (level !== 'debug' && level !== 'trace')
  workshop.history.listen((line) => isWanted(line) && print(line))
  try {
    await workshop.start()
    const isSignalled = await Promise.race([signal.then(() => true), workshop.settled().then(() => false)])
    if (!isSignalled) workshop.say(welcome(workshop))
    workshop.say(`${await signal}: stopping …`)
  } catch (error) {
    if (!(error instanceof PortInUse)) throw error
    console.error(error.message)
    return 1
  } finally {
    // a program that cannot be killed must not block the terminal
    setTimeout(() => process.exit(1), hurryUpMs).unref()
    await workshop.stop()
  }
  workshop.say('stopped')
  return 0
}

/** Resolves with the first signal. A second signal ends the process and the routers at once. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(name, () => {
        resolve(name)
        process.once(name, () => process.exit(130))
      })
    }
  })
}
