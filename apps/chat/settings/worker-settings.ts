/** The settings of the workers, the storage service and the chat's router. */
import { readDataSettings } from './data-settings.ts'
import type { DataSettings } from './data-settings.ts'
import { Environment } from './environment.ts'
import type { Variables } from './environment.ts'
import { readQueueSettings } from './queue-settings.ts'
import type { QueueSettings } from './queue-settings.ts'

/** The realm of the chat. */
export const REALM = 'ws-workshop'

/** The workers that log in to the router. Their names are their roles too. */
export const WORKERS = ['authenticator', 'recorder', 'presence', 'broadcaster'] as const

export type WorkerName = (typeof WORKERS)[number]

/** Where each part listens, what it keeps where, and how it logs in. */
export interface WorkerSettings {
  readonly router: {
    /** Where the router listens for everybody. */
    readonly host: string
    readonly port: number
    /** For its workers, on loopback. */
    readonly workersPort: number
  }
  /** The app's routes for workers, without a path. */
  readonly app: {
    readonly authUrl: string
    readonly accessUrl: string
    /** Sent as a bearer. */
    readonly serviceToken: string | undefined
  }
  readonly queue: QueueSettings
  readonly data: DataSettings
  /** How many bytes of messages the recorder keeps while storage is away. */
  readonly spoolBytes: number
  /** How often a person may ring others. */
  readonly ringsPerMinute: number
  readonly cache: {
    /** Presence is shown there; in memory without it. */
    readonly redisUrl: string | undefined
    /** The web view, on loopback. */
    readonly viewPort: number
  }
  /** Health and metrics of all parts, on loopback. */
  readonly operationPort: number
  /** An empty secret: none is set. */
  readonly secrets: Readonly<Record<WorkerName, string>>
}

/** The variable of a worker's secret. */
export const secretVariable = (worker: WorkerName): string => `CHAT_${worker.toUpperCase()}_SECRET`

/** Problems are noted in the environment; call its `finish()` afterwards. */
export function readWorkerSettings(environment: Environment): WorkerSettings {
  const appUrl = (variable: string, port: number): string =>
    environment.text(variable, `http://127.0.0.1:${port}`).replace(/\/+$/, '')
  return {
    router: {
      host: environment.text('CHAT_HOST', '127.0.0.1'),
      port: environment.port('CHAT_PORT', 8000),
      workersPort: environment.port('CHAT_WORKERS_PORT', 9040),
    },
    app: {
      authUrl: appUrl('APP_INTERNAL_URL_4', environment.port('APP_INTERNAL_PORT_4', 8024)),
      accessUrl: appUrl('APP_INTERNAL_URL_5', environment.port('APP_INTERNAL_PORT_5', 8025)),
      serviceToken: environment.optional('APP_SERVICE_TOKEN'),
    },
    queue: readQueueSettings(environment),
    data: readDataSettings(environment),
    spoolBytes: environment.wholeNumber('CHAT_SPOOL_BYTES', { default: 16 << 20, min: 1 << 16, max: 1 << 30 }),
    ringsPerMinute: environment.wholeNumber('CHAT_RINGS_PER_MINUTE', { default: 20, min: 0, max: 10_000 }),
    cache: {
      redisUrl: environment.optional('REDIS_URL'),
      viewPort: environment.port('CACHE_VIEW_PORT', 5001),
    },
    operationPort: environment.port('CHAT_OPERATION_PORT', 9041),
    secrets: {
      authenticator: environment.text(secretVariable('authenticator'), ''),
      recorder: environment.text(secretVariable('recorder'), ''),
      presence: environment.text(secretVariable('presence'), ''),
      broadcaster: environment.text(secretVariable('broadcaster'), ''),
    },
  }
}

/**
 * The settings of this process.
 * @throws SettingsError that lists every problem.
 */
export function workerSettings(variables: Variables): WorkerSettings {
  const environment = new Environment(variables)
  const settings = readWorkerSettings(environment)
  environment.finish()
  return settings
}
