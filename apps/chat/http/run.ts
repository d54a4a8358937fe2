/** Runs the service in this process: settings, log, signals, and the socket by which bin/run-app restarts it. */
import { DataUnavailable } from '../data/contract.ts'
import { readAppSettings } from '../settings/app-settings.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import { Environment } from '../settings/environment.ts'
import type { Variables } from '../settings/environment.ts'
import { SettingsError } from '../settings/settings-error.ts'
import { startApp } from './app.ts'
import type { App } from './app.ts'
import { controlSocketPath, serveControl } from './control/control-socket.ts'
import { tellSupervisor } from './control/supervisor.ts'
import { createLog, messageOf, toBoth } from './observe/log.ts'
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
  process.stdout.on('error', () => undefined) // a log without a reader must not end the service
  const followers = new Set<(line: string) => void>()
  const { logLevel: level, logFormat: format } = settings
  const log = toBoth(
    createLog({ level, format, write: (line) => process.stdout.write(line) }),
    createLog({ level, format: 'text', write: (line) => followers.forEach((follow) => follow(line)) }),
  )
  const lost = Promise.withResolvers<string>()
  const start = (): Promise<App> => startApp({ settings, log, onLost: lost.resolve })
  try {
    let app = await start()
    const supervisor = tellSupervisor(() => app.metrics())
    supervisor.readiness(true)
    const control = await serveControl(controlSocketPath(settings.data.databaseFile), {
      followers,
      restart: async () => {
        log.info('The app restarts.')
        supervisor.readiness(false, 'it restarts')
        await app.stop()
        app = await start()
        supervisor.readiness(true)
      },
    })
    const end = await Promise.race([nextEnd(), lost.promise.then((reason) => ({ reason, code: 1 }))])
    log.info(`The app stops: ${end.reason}.`)
    supervisor.readiness(false, 'it stops')
    await control.close()
    await app.stop()
    return end.code
  } catch (error) {
    if (!isExpected(error)) throw error
    log.error(`The app did not start. ${messageOf(error)}`)
    return 1
  }
}

/** Ctrl-C reaches all processes of a terminal; the supervisor, if there is one, decides about their order. */
function nextEnd(): Promise<{ readonly reason: string; readonly code: number }> {
  return new Promise((resolve) => {
    const end = (reason: string) => resolve({ reason, code: 0 })
    process.once('SIGTERM', () => end('SIGTERM'))
    process.once('disconnect', () => end('its supervisor is gone'))
    process.on('SIGINT', () => process.send === undefined && end('SIGINT'))
  })
}
