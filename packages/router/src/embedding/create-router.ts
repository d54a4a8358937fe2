/** A router for embedding programs, made from Crossbar's config as a value, with or without ports of its own. */
import type { Server } from 'node:http'
import { WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { CrossbarConfig } from '../config/check.ts'
import type { AttachedPath, Config, WebSocketPath } from '../config/written.ts'
import { translateService } from '../config/translate/translate-standalone.ts'
import type { Origin } from '../realm/peer-parts.ts'
import { createRouters } from '../wiring/create-routers.ts'
import type { ConfigSource } from '../wiring/create-routers.ts'
import type { OpenTransport, Router } from '../wiring/router.ts'
import { transportDetails } from '../session/transport-details.ts'
import { attachTo } from './attach.ts'
import { MemoryListener } from './memory-listener.ts'
import { joinLocally } from './local-session.ts'
import type { Session } from './local-session.ts'

/** The identity of an in-process session. */
export interface JoinOptions {
  readonly realm: Uri
  /** Default: a random name. */
  readonly authid?: string
  /** Default: `trusted`, which may do everything. Otherwise a role of the realm. */
  readonly authrole?: string
}

/** The folder of relative paths, the environment for `"${VAR}"`, and the log. */
export type CreateRouterOptions = ConfigSource

export interface EmbeddedRouter {
  /**
   * Opens the configured transports. When one cannot be opened, none stays open: rejects with ListenError, or with an
   * OperatorError that names the TLS file or directory that cannot be used.
   */
  start(): Promise<readonly OpenTransport[]>
  /** Ends every session, in bounded time, closes all transports, and detaches the router from servers. */
  stop(): Promise<void>
  /**
   * Serves WAMP at one path of an existing HTTP server, with the realms of the first router worker. Other paths of
   * the server are not touched.
   */
  attach(server: Server, path: string, service?: AttachedPath): void
  /**
   * Opens connections without a network, to the first router worker. Otherwise they are like those at a `websocket`
   * path: they speak a serializer, send HELLO and log in. `@wampeter/testing` makes clients of them.
   */
  listenInMemory(service?: WebSocketPath): MemoryListener
  /**
   * Joins a realm from inside the process, with the interface of the client.
   * Rejects with WampError `wamp.error.no_such_realm` or `wamp.error.no_such_role`.
   */
  join(options: JoinOptions): Promise<Session>
  /** Counts of events in the first router worker, by name, since it was made. */
  readonly counters: Router['counters']
}

/**
 * Makes a router from a config: the object that Crossbar's `config.json` would hold. A process may have several.
 * Where the config has several router workers, each is a router of its own, and `join` finds the realms of all of
 * them.
 *
 * The compiler checks a config that is written as a literal. A config from elsewhere goes through `checkConfig` or
 * `loadConfig`; a config that they accepted is not checked again.
 * @throws ConfigError with every problem at once.
 */
export function createRouter(config: CrossbarConfig, options?: CreateRouterOptions): EmbeddedRouter
export function createRouter(config: Config, options?: CreateRouterOptions): EmbeddedRouter
export function createRouter(config: Config | CrossbarConfig, options: CreateRouterOptions = {}): EmbeddedRouter {
  const routers = createRouters(config, options)
  warnOfGuests(config, options)
  return embed(routers)
}

/**
 * Reports guest workers, which are not started: an embedding program does not expect child processes that it did not
 * start.
 */
function warnOfGuests({ workers = [] }: Config | CrossbarConfig, { log }: CreateRouterOptions): void {
  const types: readonly string[] = workers.map(({ type }) => type)
  const count = types.filter((type) => type === 'guest').length
  if (count > 0)
    log?.write(
      'warn',
      `guest workers (${count} here) are started by \`wampeter start\` alone, not by an embedded router`,
    )
}

function embed(routers: readonly Router[]): EmbeddedRouter {
  return {
    async start() {
      const opened: OpenTransport[] = []
      try {
        for (const router of routers) opened.push(...(await router.start()))
      } catch (error) {
        await Promise.all(routers.map((router) => router.stop()))
        throw error
      }
      return opened
    },
    async stop() {
      await Promise.all(routers.map((router) => router.stop()))
    },
    attach(server, path, service = {}) {
      const [router] = routers
      if (router === undefined) throw new TypeError('the config has no router worker to attach')
      attachTo(router, server, { path, service })
    },
    listenInMemory(service = {}) {
      const [router] = routers
      if (router === undefined) throw new TypeError('the config has no router worker to connect to')
      const { settings } = router.mount(translateService(service))
      if (settings === undefined) throw new TypeError('a `websocket` path has sessions')
      return new MemoryListener(settings)
    },
    async join(options) {
      return joinRealm(routers, options)
    },
    get counters() {
      const [router] = routers
      if (router === undefined) throw new TypeError('the config has no router worker')
      return router.counters
    },
  }
}

function joinRealm(routers: readonly Router[], { realm: name, authid, authrole = 'trusted' }: JoinOptions): Session {
  for (const { context, randomAuthid } of routers) {
    const realm = context.realms.get(name)
    if (realm === undefined) continue
    const identity = {
      realm: name,
      session: context.ids.global(),
      authid: authid ?? randomAuthid(),
      authrole,
      authmethod: 'internal',
      authprovider: 'internal',
    }
    return joinLocally({ context, realm, identity, origin: WITHIN })
  }
  throw new WampError('wamp.error.no_such_realm', `this router has no realm "${name}"`)
}

/** The details of an in-process session, for authorizers and meta events. */
const WITHIN: Origin = {
  describe: () => ({
    authextra: {},
    transport: transportDetails({ peer: `process:${process.pid}`, framing: 'native', isSecure: false }),
  }),
}
