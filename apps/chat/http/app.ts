/** The composition of the HTTP service: what it is made of, in which order it starts and stops. */
import { openAppStore } from '../data/open-app-store.ts'
import { tokenKey } from '../settings/app-settings.ts'
import type { AppSettings, Lesson } from '../settings/app-settings.ts'
import { createBroadcaster } from './broadcasting/broadcaster.ts'
import { ChangeSignal } from './changes/change-signal.ts'
import { LogInThrottle } from './log-ins/log-in-throttle.ts'
import type { Log } from './observe/log.ts'
import { Metrics } from './observe/metrics.ts'
import { ROUTES } from './routes/route-table.ts'
import { PasswordHasher } from './secrets/password-hasher.ts'
import { sweepTokens } from './secrets/sweep-tokens.ts'
import { Tokens } from './secrets/tokens.ts'
import { keepToWorkers } from './server/internal-door.ts'
import { listen } from './server/listen.ts'
import { openToEverybody } from './server/public-door.ts'
import { createServer } from './server/server.ts'
import type { Server } from './server/server.ts'
import type { Services } from './services.ts'

export interface App {
  /** The ports that were opened; useful where the settings had 0. */
  readonly ports: Readonly<Record<Lesson, number>>
  readonly internalPorts: { readonly 4: number; readonly 5: number }
  /** In Prometheus' format. */
  metrics(): Promise<string>
  /** Answers the requests that have arrived, closes the ports, then the database. */
  stop(): Promise<void>
}

export interface AppOptions {
  readonly settings: AppSettings
  readonly log: Log
  /** Called if the database can never be used again by this process, which should end then. */
  readonly onLost?: (reason: string) => void
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number
}

/** Rejects with `SettingsError`, `DataUnavailable` or `PortError` if it cannot start; nothing is left open then. */
export async function startApp({ settings, log, onLost, now = Date.now }: AppOptions): Promise<App> {
  const key = tokenKey(settings)
  const metrics = new Metrics()
  const changes = new ChangeSignal()
  const store = await openAppStore({
    file: settings.data.databaseFile,
    maxMiB: settings.data.maxMiB,
    ...(onLost && { onLost }),
    onBatch: (batch) => {
      metrics.transaction(batch)
      changes.raise()
    },
  })
  const services: Services = {
    settings,
    store,
    tokens: new Tokens({ store, key, lifeMs: settings.token.lifeMs, now }),
    passwords: new PasswordHasher({ onHash: () => metrics.hashes.inc() }),
    throttle: new LogInThrottle(now),
    changes,
    broadcaster: createBroadcaster(settings),
    log,
    metrics,
    now,
  }
  metrics.gauge('password_hashes', 'Password hashes that run or wait', () => services.passwords.load)
  const sweep = sweepTokens(services)
  const opened: Server[] = []
  const stop = async (): Promise<void> => {
    sweep.stop()
    const closed = Promise.all(opened.map((server) => server.close()))
    changes.end()
    await closed
    await services.broadcaster.close()
    await store.close()
  }
  try {
    const { ports, internalPorts } = await openPorts(services, opened)
    log.info(
      `The app is up: lessons 4, 5, 6 on ports ${Object.values(ports).join(', ')}; workers on ${Object.values(internalPorts).join(', ')}.`,
    )
    return { ports, internalPorts, metrics: () => metrics.registry.metrics(), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openPorts(services: Services, opened: Server[]): Promise<Pick<App, 'ports' | 'internalPorts'>> {
  const { host, ports, internal } = services.settings
  const open = async (
    title: keyof typeof ROUTES,
    at: { host: string; port: number; variable: string },
  ): Promise<number> => {
    const isInternal = title.startsWith('internal')
    const server = await createServer(services, { title, isQuiet: isInternal })
    opened.push(server)
    if (isInternal) keepToWorkers(server, services)
    else await openToEverybody(server, services)
    for (const addRoutes of ROUTES[title]) server.register(async (scope: Server) => addRoutes(scope, services))
    return listen(server, at)
  }
  const publicPort = (lesson: Lesson) =>
    open(`public${lesson}`, { host, port: ports[lesson], variable: `APP_PORT_${lesson}` })
  const internalPort = (lesson: 4 | 5) =>
    open(`internal${lesson}`, {
      host: internal.host,
      port: internal.ports[lesson],
      variable: `APP_INTERNAL_PORT_${lesson}`,
    })
  const internalPorts = { 4: await internalPort(4), 5: await internalPort(5) }
  return { internalPorts, ports: { 4: await publicPort(4), 5: await publicPort(5), 6: await publicPort(6) } }
}
