/** Runs the service in this process: settings, log, signals, and the socket by which bin/run-app restarts it. */
import { DataUnavailable } from '../data/contract.ts'
import { readAppSettings } from '../settings/app-settings.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import { Environment } from '../settings/environment.ts'
import type { Variables } from '../settings/environment.ts'
import { SettingsError } from '../settings/settings-error.ts'
import { startApp } from './app.ts'
import { controlSocketPath, serveControl } from './control/control-socket.ts'
import { tellSupervisor } from './control/supervisor.ts'
import { createLog, messageOf } from './observe/log.ts'
import { PortError } from './server/listen.ts'

/** What an operator can mend is said without a stack. */
const isExpected = (error: unknown): boolean =>
  error instanceof SettingsError || error instanceof DataUnavailable || error instanceof PortError

export function settingsFrom(variables: Variables): AppSettings {
  const environment = new Environment(variables)
  const settings = readAppSettings(environment)
  environment.finish()
  return settings
}

/** Returns the exit code: 0 after an orderly stop, 1 if the service could not start. */
export async function runApp(variables: Variables): Promise<number> {
  let settings: AppSettings
  try {
    // A supervisor reads JSON lines, and prints the lines of all processes as one log.
    settings = settingsFrom(process.send === undefined ? variables : { LOG_FORMAT: 'json', ...variables })
  } catch (error) {
    if (!isExpected(error)) throw error
    console.error(messageOf(error))
    return 2
  }
  const followers = new Set<(line: string) => void>()
  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    write: (line) => {
      process.stdout.write(line)
      for (const follow of followers) follow(line)
    },
  })
  try {
    let app = await startApp({ settings, log })
    const supervisor = tellSupervisor(() => app.metrics())
    supervisor.readiness(true)
    const control = await serveControl(controlSocketPath(settings.data.databaseFile), {
      followers,
      restart: async () => {
        log.info('The app restarts.')
        supervisor.readiness(false, 'it restarts')
        await app.stop()
        app = await startApp({ settings, log })
        supervisor.readiness(true)
      },
    })
    log.info(`The app stops: ${await nextEnd()}.`)
    supervisor.readiness(false, 'it stops')
    await control.close()
    await app.stop()
    return 0
  } catch (error) {
    if (!isExpected(error)) throw error
    log.error(`The app did not start. ${messageOf(error)}`)
    return 1
  }
}

/** Ctrl-C reaches all processes of a terminal; the supervisor, if there is one, decides about their order. */
function nextEnd(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'))
    process.once('disconnect', () => resolve('its supervisor is gone'))
    process.on('SIGINT', () => process.send === undefined && resolve('SIGINT'))
  })
}
