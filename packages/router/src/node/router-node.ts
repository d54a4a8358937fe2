/**
 * A node, as Crossbar calls it: everything that one config file starts. Its routers share only the process. Its
 * guests are programs beside the routers: they start after the routers listen, and end before the routers do.
 */
import { dirname } from 'node:path'
import { changeTogether } from '../wiring/change.ts'
import type { CrossbarConfig } from '../config/check.ts'
import { processOutboxBytes, translateConfig, translateGuests } from '../config/translate/translate.ts'
import { BACK_OFF } from '../guests/back-off.ts'
import { Guests } from '../guests/guests.ts'
import type { GuestOptions } from '../guests/options.ts'
import { GuestFile } from '../node-directory/guest-file.ts'
import { systemClock } from '../observe/clock.ts'
import { Monitor } from '../observe/monitor.ts'
import { silentLog } from '../observe/logger.ts'
import { matchRouters } from './match-routers.ts'
import type { RouterOptions } from '../options.ts'
import { partsFor } from '../wiring/create-routers.ts'
import type { ConfigSource } from '../wiring/create-routers.ts'
import { Router } from '../wiring/router.ts'
import type { OpenTransport, RouterParts } from '../wiring/router.ts'
import { warmUp } from '../wiring/warm-up.ts'

/** The usual limit of a system. */
const FEW_DESCRIPTORS = 8_192

export class RouterNode {
  readonly #monitor = new Monitor()
  #routers: readonly Router[]
  readonly #cbdir: string
  readonly #routerParts: RouterParts
  #reloading: Promise<unknown> = Promise.resolve()
  readonly #stopped = new AbortController()
  #isWarm = Promise.resolve(false)
  readonly #guests: Guests
  readonly #guestOptions: readonly GuestOptions[]

  /** Takes a config that was checked. Nothing is opened or started yet. */
  constructor(config: CrossbarConfig, source: ConfigSource) {
    const { cbdir = '.', log = silentLog, environment = {} } = source
    this.#cbdir = cbdir
    this.#routerParts = partsFor(config, { ...source, monitor: this.#monitor })
    this.#routers = translateConfig(config, cbdir).map((options) => new Router(options, this.#routerParts))
    this.#guestOptions = translateGuests(config, cbdir)
    this.#guests = new Guests({
      log,
      clock: systemClock,
      environment,
      nodeFolder: dirname(process.execPath),
      backOff: BACK_OFF,
      records: new GuestFile(cbdir, (why) =>
        log.write(
          'warn',
          `node.guests.json cannot be written: if this router is killed, the next one cannot end its guests (${why})`,
        ),
      ),
    })
    this.#monitor.showGuests(() => this.#guests.status)
  }

  get routers(): readonly Router[] {
    return this.#routers
  }

  /**
   * Resolves with true once the code that reads and converts messages has warmed up, which happens after `start` while
   * there is no input. Resolves with false before `start`, or if `stop` ended the warm-up.
   */
  get isWarm(): Promise<boolean> {
    return this.#isWarm
  }

  /**
   * Ends guests that a killed router left running, opens all transports, and then starts the guests. When a transport
   * fails, the transports before it are closed again and no guest is started.
   * @throws ListenError, TlsFileError or StaticDirectoryError, as {@link Router.start} does.
   */
  async start(): Promise<readonly OpenTransport[]> {
    this.#warnOfFewDescriptors()
    await this.#guests.endLeft()
    const opened: OpenTransport[] = []
    try {
      for (const router of this.routers) opened.push(...(await router.start()))
    } catch (error) {
      await this.#stopRouters()
      throw error
    }
    // Not `unref`: an idle loop would wait for input, and the first message would find nothing compiled.
    this.#isWarm = warmUp((step) => void setImmediate(step), this.#stopped.signal)
    await this.updateGuests(this.#guestOptions)
    return opened
  }

  /**
   * Applies another config while sessions go on: realms, roles, permissions, principals and paths change in place;
   * transports and guests start or stop only where they differ. Changes are made one after the other.
   * @throws ListenError, TlsFileError or StaticDirectoryError; then nothing has changed.
   */
  reload(config: CrossbarConfig): Promise<void> {
    const changed = this.#reloading.then(() => this.#change(config))
    this.#reloading = changed.catch(() => {})
    return changed
  }

  async #change(config: CrossbarConfig): Promise<void> {
    if (this.#stopped.signal.aborted) return
    const { kept, added, removed } = matchRouters(this.#routers, translateConfig(config, this.#cbdir))
    const newcomers = added.map((options) => ({ router: this.#idleRouter(options), options }))
    try {
      await changeTogether([
        ...[...kept, ...newcomers].map(({ router, options }) => router.change(options)),
        ...removed.map((router) => router.change({ ...router.options, realms: [], transports: [] })),
      ])
    } catch (error) {
      await Promise.all(newcomers.map(({ router }) => router.stop()))
      throw error
    }
    for (const { router } of newcomers) {
      if (this.#monitor.isDraining) router.draining.close()
      this.#monitor.show(router)
    }
    this.#routers = [...kept, ...newcomers].map(({ router }) => router)
    await Promise.all(removed.map((router) => router.stop()))
    this.#routerParts.budget?.change(processOutboxBytes(config))
    await this.updateGuests(translateGuests(config, this.#cbdir))
  }

  /**
   * Makes a router with its realms and without transports: those come with the change. Until then the node is ready
   * without this router.
   */
  #idleRouter(options: RouterOptions): Router {
    const router = new Router({ ...options, transports: [] }, this.#routerParts)
    this.#monitor.hide(router)
    return router
  }

  /**
   * Warns of a limit that is below both the connections that the config allows and what a busy router needs: the
   * router would reach it unexpectedly.
   */
  #warnOfFewDescriptors(): void {
    const { descriptors } = this.#monitor
    if (descriptors === undefined) return
    const transports = this.#routers.flatMap(({ options }) => options.transports)
    const wanted = transports.reduce((sum, { listen }) => sum + listen.maxConnections, 0)
    const possible = descriptors.limit - descriptors.reserve
    if (possible >= Math.min(wanted, FEW_DESCRIPTORS)) return
    this.#routerParts.log.write(
      'warn',
      `this process may have ${descriptors.limit} files and sockets open, which is few: fewer than ${possible} clients ` +
        `can connect, and the config lets ${wanted} in (raise the limit by \`ulimit -n\` or LimitNOFILE)`,
    )
  }

  /** Records that the config file was read again, and whether it is in force or cannot be used. */
  configRead(isInForce: boolean): void {
    this.#monitor.configRead(isInForce)
  }

  /** Replaces the guests by those of a changed config. Equal guests are not touched. */
  updateGuests(next: readonly GuestOptions[]): Promise<void> {
    return this.#guests.update(next)
  }

  /**
   * Drains all routers over a time in milliseconds: the node is not ready any more, takes no new session, and ends
   * the existing ones. Resolves when all sessions have got GOODBYE, or when the drain is cancelled.
   */
  async drain(overMs: number): Promise<void> {
    this.#monitor.isDraining = true
    await Promise.all(this.routers.map((router) => router.draining.start(overMs)))
  }

  /** Cancels a drain: the node is ready and takes sessions again. */
  cancelDrain(): void {
    this.#monitor.isDraining = false
    for (const router of this.routers) router.draining.cancel()
  }

  /** Stops the guests first, while they can still leave their realms; then the routers. */
  async stop(): Promise<void> {
    this.#monitor.stopping()
    this.#stopped.abort()
    for (const router of this.routers) router.draining.close()
    await this.#guests.stop()
    await this.#reloading
    await this.#stopRouters()
  }

  /** Kills all guests at once. For a process that exits without `stop`. */
  abandon(): void {
    this.#guests.kill()
  }

  async #stopRouters(): Promise<void> {
    await Promise.all(this.routers.map((router) => router.stop()))
  }
}
