/**
 * The services of transports, as a tree of paths that can be changed while it is used. A path stays and its service
 * is replaced. A WebSocket service keeps its connections when its settings change.
 */
import { json } from '@wampeter/protocol'
import type { Authentication } from './authentication.ts'
import { isSame } from '../config/same.ts'
import type { Monitor } from '../observe/monitor.ts'
import type { Identity } from '../realm/receiver.ts'
import { SERIALIZERS } from './serializers.ts'
import { serviceFor } from './services.ts'
import { metersFor } from '../session/context.ts'
import type { RouterContext, TransportContext } from '../session/context.ts'
import type { OutboxBudget } from '../session/outbox-budget.ts'
import type { Turn } from '../session/turn.ts'
import { passUpgrade } from '../transports/http-service.ts'
import type { HttpService } from '../transports/http-service.ts'
import { dialectsOf } from '../transports/subprotocols.ts'
import { WebSocketService } from '../transports/websocket-service.ts'
import type { WebSocketServiceParts } from '../transports/websocket-service.ts'
import type { NodeStatus } from '../web-services/node-info.ts'
import type { PathOptions, ServiceOptions, WebSocketServiceOptions } from '../web-services/options.ts'

const FALLBACK = { name: '', serializer: json, batching: 'plain' } as const

export interface MountingParts {
  readonly router: RouterContext
  readonly authentication: Authentication
  readonly turn: Turn
  readonly budget: OutboxBudget
  readonly monitor: Monitor
  status(): NodeStatus
}

/**
 * A prepared change of the services. `commit` makes the change and cannot fail; `discard` closes the services that
 * were prepared for it.
 */
export interface Plan {
  commit(): void
  discard(): void
}

export class Mounting {
  readonly #parts: MountingParts

  constructor(parts: MountingParts) {
    this.#parts = parts
  }

  mount(options: ServiceOptions): Mounted {
    return new Mounted(options, this)
  }

  /** Makes the service of a path. */
  make(options: ServiceOptions, childAt: (segment: string) => HttpService | undefined): Made {
    if (options.type === 'websocket') return this.#websocket(options)
    const { monitor, status } = this.#parts
    return { service: serviceFor(options, { monitor, status, childAt }) }
  }

  #websocket(options: WebSocketServiceOptions): Made {
    const settings = { router: this.#parts.router, ...this.#sessionSettings(options) }
    return { service: new WebSocketService(this.#serviceParts(options, settings)), settings }
  }

  /** Applies other options to a WebSocket service: to its sessions, including existing ones, and to new connections. */
  changeWebSocket(made: Made, options: WebSocketServiceOptions): void {
    const { service, settings } = made
    if (settings === undefined || !(service instanceof WebSocketService)) return
    Object.assign(settings, this.#sessionSettings(options))
    service.reconfigure(this.#serviceParts(options, settings))
  }

  #serviceParts({ websocket }: WebSocketServiceOptions, context: TransportContext): WebSocketServiceParts {
    return { context, options: websocket, dialects: dialectsOf(websocket.serializers, SERIALIZERS), fallback: FALLBACK }
  }

  #sessionSettings({ auth, limits }: WebSocketServiceOptions): Omit<TransportContext, 'router'> {
    const { authentication, turn, budget } = this.#parts
    const outbox = { turn, budget, limitBytes: limits.outboxBytes }
    const admits = (identity: Identity): boolean => authentication.stillAdmits(auth, identity)
    const asksAboutLogins = Object.values(auth).some((method: object) => 'authenticator' in method)
    const meters = metersFor(limits)
    return { authenticators: authentication.authenticators(auth), asksAboutLogins, admits, limits, meters, outbox }
  }
}

/** The current service of a path. */
interface Made {
  readonly service: HttpService
  readonly settings?: TransportContext
}

type Children = ReadonlyMap<string, Mounted>

/** Milliseconds in which connections must end when their path is removed or their router stops. */
const GRACE_MS = 2_500

/** One path. Requests come in by `service`, which stays the same object while the service behind it is replaced. */
export class Mounted {
  options: ServiceOptions
  readonly #mounting: Mounting
  /** The paths below a service of type `path`. */
  children: Children
  #made: Made
  readonly service: HttpService

  constructor(options: ServiceOptions, mounting: Mounting) {
    this.options = options
    this.#mounting = mounting
    this.children = childrenOf(options, mounting)
    this.#made = mounting.make(options, this.#childAt)
    this.service = facade(() => this.#made.service)
  }

  readonly #childAt = (segment: string): HttpService | undefined => this.children.get(segment)?.service

  /** The settings that the sessions of this path share; undefined where the service has no sessions. */
  get settings(): TransportContext | undefined {
    return this.#made.settings
  }

  /** Prepares the change to other options. Everything that can fail fails here. */
  plan(next: ServiceOptions): Plan {
    const { type } = this.options
    if (isSame(this.options, next)) return { commit: () => {}, discard: () => {} }
    if (next.type === 'path' && type === 'path') return this.#planChildren(next)
    if (next.type === 'websocket' && type === 'websocket') return this.#planWebSocket(next)
    const children = childrenOf(next, this.#mounting)
    const made = this.#mounting.make(next, this.#childAt)
    const behind = (service: HttpService, below: Children): HttpService[] => [
      service,
      ...[...below.values()].flatMap(mountedIn).map((place) => place.service),
    ]
    return {
      commit: () => {
        void closeAll(behind(this.#made.service, this.children))
        Object.assign(this, { children, options: next })
        this.#made = made
      },
      discard: () => void closeAll(behind(made.service, children)),
    }
  }

  #planWebSocket(next: WebSocketServiceOptions): Plan {
    return {
      commit: () => {
        this.#mounting.changeWebSocket(this.#made, next)
        this.options = next
      },
      discard: () => {},
    }
  }

  #planChildren(next: PathOptions): Plan {
    const planned = [...next.services].map(([segment, options]) => {
      const child = this.children.get(segment) ?? this.#mounting.mount(options)
      return { segment, child, plan: child.plan(options) }
    })
    return {
      commit: () => {
        for (const { plan } of planned) plan.commit()
        for (const [segment, child] of this.children) if (!next.services.has(segment)) void closeMounted(child)
        this.children = new Map(planned.map(({ segment, child }) => [segment, child]))
        this.options = next
      },
      discard: () => {
        for (const { plan } of planned) plan.discard()
        for (const { segment, child } of planned) if (!this.children.has(segment)) void closeMounted(child)
      },
    }
  }
}

/** Forwards each request to the service that is current at that time. */
const facade = (current: () => HttpService): HttpService => ({
  serve: (visit, response) => current().serve(visit, response),
  upgrade: (visit, connection) => passUpgrade(current(), visit, connection),
  close: async (graceMs) => current().close?.(graceMs),
})

const childrenOf = (options: ServiceOptions, mounting: Mounting): Children =>
  new Map(
    options.type === 'path' ? [...options.services].map(([segment, inner]) => [segment, mounting.mount(inner)]) : [],
  )

/** This path and every path below it. */
export const mountedIn = (mounted: Mounted): readonly Mounted[] => [
  mounted,
  ...[...mounted.children.values()].flatMap(mountedIn),
]

/** Ends the connections of a path, and of the paths below it. No request reaches the path any more. */
export const closeMounted = (mounted: Mounted): Promise<void> =>
  closeAll(mountedIn(mounted).map(({ service }) => service))

async function closeAll(services: readonly HttpService[]): Promise<void> {
  await Promise.all(services.map((service) => service.close?.(GRACE_MS)))
}
