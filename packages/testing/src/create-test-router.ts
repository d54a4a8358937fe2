/** A real router without a network, for tests of programs that use the client. */
import { connect, systemEnvironment } from '@wampeter/client'
import type { Client, ConnectOptions, Environment, TransportFactory } from '@wampeter/client'
import { json } from '@wampeter/protocol'
import { createRouter } from '@wampeter/router'
import type { AuthConfig, EmbeddedRouter, RoleConfig, Session } from '@wampeter/router'
import { DisturbedWire } from './wire.ts'
import type { Wire } from './wire.ts'

/** What the router is. By default every client may do everything. */
export interface TestRouterOptions {
  /** Default `realm1`. */
  readonly realm?: string
  /** As in a config. Default: one role, `anonymous`, that may do everything. */
  readonly roles?: readonly RoleConfig[]
  /** As in a config. Default: every client is `anonymous`. */
  readonly auth?: AuthConfig
  /** Clock and timers of the clients and of the wires, for tests that move time themselves. */
  readonly environment?: Environment
}

export interface TestRouter extends AsyncDisposable {
  /** A client of this router. Only what differs from the defaults has to be said. */
  connect(options?: Partial<ConnectOptions>): Client
  /** For code that calls `connect` itself: its `transport`. The URL does not matter. */
  readonly transport: TransportFactory
  /** The connections that clients have opened, the newest last. */
  readonly wires: readonly Wire[]
  /** The newest connection. Throws where there is none. */
  readonly wire: Wire
  /** While true, no client can connect. */
  isDown: boolean
  /** Joins the realm without a connection, as a session that may do everything. */
  join(): Promise<Session>
  /** Says goodbye to all sessions. Leaving the block of `await using` closes the clients of `connect` before that. */
  stop(): Promise<void>
}

const EVERYTHING = [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }]
const ANYBODY: AuthConfig = { anonymous: { type: 'static', role: 'anonymous' } }

/** Makes a router in this process, without a port. */
export function createTestRouter({
  realm = 'realm1',
  roles = [{ name: 'anonymous', permissions: EVERYTHING }],
  auth = ANYBODY,
  environment = systemEnvironment,
}: TestRouterOptions = {}): TestRouter {
  const router = createRouter({ version: 2, workers: [{ type: 'router', realms: [{ name: realm, roles }] }] })
  return new InMemoryRouter(router, { realm, auth, environment })
}

class InMemoryRouter implements TestRouter {
  readonly wires: DisturbedWire[] = []
  isDown = false
  readonly #router: EmbeddedRouter
  readonly #clients: Client[] = []
  readonly #realm: string
  readonly #environment: Environment
  readonly #listener: ReturnType<EmbeddedRouter['listenInMemory']>

  constructor(router: EmbeddedRouter, parts: { realm: string; auth: AuthConfig; environment: Environment }) {
    this.#router = router
    this.#realm = parts.realm
    this.#environment = parts.environment
    this.#listener = router.listenInMemory({ auth: parts.auth })
  }

  get wire(): Wire {
    const wire = this.wires.at(-1)
    if (wire === undefined) throw new Error('no client has connected yet')
    return wire
  }

  readonly transport: TransportFactory = ({ serializers }, sink) => {
    const [serializer = json] = serializers
    const after = (ms: number, run: () => void): void => void this.#environment.after(ms, run)
    const ends = { client: sink, router: undefined, after } as ConstructorParameters<typeof DisturbedWire>[0]
    const wire = new DisturbedWire(ends)
    setImmediate(() => {
      if (this.isDown) return sink.closed('the router is down')
      this.wires.push(wire)
      const peer = {
        frame: (data: string | Uint8Array) => wire.carry('to client', data),
        closed: (why: string) => wire.routerClosed(why),
      }
      ends.router = this.#listener.open(peer, serializerOf(serializer))
      sink.opened(serializer)
    })
    return { send: (data) => wire.carry('to router', data), close: () => wire.clientClosed() }
  }

  connect(options: Partial<ConnectOptions> = {}): Client {
    const client = connect('memory:', {
      realm: this.#realm,
      transport: this.transport,
      environment: this.#environment,
      ...options,
    })
    this.#clients.push(client)
    return client
  }

  join(): Promise<Session> {
    return this.#router.join({ realm: this.#realm })
  }

  stop(): Promise<void> {
    return this.#router.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wire of this.wires) wire.delay(0)
    await Promise.all(this.#clients.map((client) => client.close()))
    await this.stop()
  }
}

/** The client's JSON keeps no text and writes no events: the router's end needs the whole one. */
const serializerOf = (serializer: typeof json): typeof json => (serializer.name === 'json' ? json : serializer)
