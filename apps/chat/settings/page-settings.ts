/** The settings of the page where the chat runs alone. */
import { Environment } from './environment.ts'
import type { Variables } from './environment.ts'

export interface PageSettings {
  readonly host: string
  readonly port: number
  /** Has the files that the bundler makes, if they were made before. */
  readonly folder: string | undefined
  /** Where the page finds the router and the app. */
  readonly ports: {
    readonly router: number
    readonly accounts: number
    readonly threads: number
    readonly broadcast: number
  }
}

/** Problems are noted in the environment; call its `finish()` afterwards. */
export const readPageSettings = (environment: Environment): PageSettings => ({
  host: environment.text('SITE_HOST', '127.0.0.1'),
  port: environment.port('SITE_PORT', 8081),
  folder: environment.optional('PAGE_DIR'),
  ports: {
    router: environment.port('CHAT_PORT', 8000),
    accounts: environment.port('APP_PORT_4', 8014),
    threads: environment.port('APP_PORT_5', 8015),
    broadcast: environment.port('APP_PORT_6', 8016),
  },
})

/**
 * The settings of this process.
 * @throws SettingsError that lists every problem.
 */
export function pageSettings(variables: Variables): PageSettings {
  const environment = new Environment(variables)
  const settings = readPageSettings(environment)
  environment.finish()
  return settings
}
