/** The other end of a client, for tests: a router that says what the test wants, and a clock that the test moves. */
import assert from 'node:assert/strict'
import { EMPTY_DICT, json, Payload } from '@wampeter/protocol'
import type { ClientMessage, Dict, Id, RouterMessage, Uri } from '@wampeter/protocol'
import type { Client } from './client.ts'
import type { ConnectOptions } from './connect-options.ts'
import { connect } from './connect.ts'
import type { Environment } from './environment.ts'
import type { Status } from './status.ts'
import type { Transport, FrameSink, Target } from './transports/transport.ts'

/** Lets everything run that is ready to run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Timer {
  readonly at: number
  readonly run: () => void
}

export class TestEnvironment implements Environment {
  readonly reported: unknown[] = []
  chance = 0.5
  #now = 0
  readonly #timers = new Set<Timer>()
  readonly #online = new Set<() => void>()

  now = (): number => this.#now
  random = (): number => this.chance
  report = (error: unknown): number => this.reported.push(error)

  after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  onOnline = (run: () => void): (() => void) => {
    this.#online.add(run)
    return () => this.#online.delete(run)
  }

  goOnline(): void {
    for (const run of this.#online) run()
  }

  /** Moves the clock, timer by timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#now = Math.max(this.#now, next.at)
      await this.#run(next)
    }
    this.#now = end
    await settled()
  }

  /** Moves the clock as a sleep does: timers that were due meanwhile fire late. */
  async sleep(ms: number): Promise<void> {
    const due = [...this.#timers].filter(({ at }) => at <= this.#now + ms)
    this.#now += ms
    for (const timer of due) if (this.#timers.has(timer)) await this.#run(timer)
    await settled()
  }

  get pending(): number {
    return this.#timers.size
  }

  async #run(timer: Timer): Promise<void> {
    this.#timers.delete(timer)
    timer.run()
    await settled()
  }
}

const BROKER_FEATURES = {
  publisher_exclusion: true,
  publisher_identification: true,
  subscriber_blackwhite_listing: true,
  event_retention: true,
  payload_passthru_mode: true,
}

const DEALER_FEATURES = {
  caller_identification: true,
  payload_passthru_mode: true,
  call_canceling: true,
  call_timeout: true,
  progressive_call_results: true,
  progressive_call_invocations: true,
}

/** What a router of the future announces. */
export const WELCOME: Dict = {
  roles: { broker: { features: BROKER_FEATURES }, dealer: { features: DEALER_FEATURES } },
  realm: 'realm1',
  authid: 'joe',
  authrole: 'guest',
  authmethod: 'anonymous',
  authprovider: 'static',
}

/** One connection, seen from the router. */
export class TestConnection implements Transport {
  readonly target: Target
  readonly #sink: FrameSink
  readonly sent: ClientMessage[] = []
  isClosed = false

  constructor(target: Target, sink: FrameSink) {
    this.target = target
    this.#sink = sink
  }

  send(data: string | Uint8Array): void {
    this.sent.push(json.read(data) as ClientMessage)
  }

  close(): void {
    this.isClosed = true
  }

  async open(): Promise<void> {
    this.#sink.opened(json)
    await settled()
  }

  /** Opens it, and answers HELLO with WELCOME. */
  async welcome(details: Dict = WELCOME, session = 1): Promise<void> {
    await this.open()
    this.take('HELLO')
    await this.say({ kind: 'WELCOME', session, details })
  }

  /** The next message of the client, which must be of this kind. */
  take<Kind extends ClientMessage['kind']>(kind: Kind): Extract<ClientMessage, { kind: Kind }> {
    const message = this.sent.shift()
    assert.equal(message?.kind, kind)
    return message as Extract<ClientMessage, { kind: Kind }>
  }

  async say(...messages: readonly RouterMessage[]): Promise<void> {
    for (const message of messages) this.#sink.frame(json.write(message))
    await settled()
  }

  /** Says what no serializer would write. */
  async sayRaw(text: string): Promise<void> {
    this.#sink.frame(text)
    await settled()
  }

  async abort(reason: Uri, details: Dict = EMPTY_DICT): Promise<void> {
    await this.say({ kind: 'ABORT', details, reason, payload: Payload.empty })
  }

  async drop(): Promise<void> {
    this.#sink.closed('cut')
    await settled()
  }
}

export class TestRouter {
  readonly environment = new TestEnvironment()
  readonly connections: TestConnection[] = []
  readonly statuses: Status[] = []

  connect(options: Partial<ConnectOptions> = {}, urls: string | string[] = 'ws://test'): Client {
    return connect(urls, {
      realm: 'realm1',
      environment: this.environment,
      reconnect: { firstMs: 1000 },
      onStatus: (status) => this.statuses.push(status),
      transport: (target, sink) => {
        const connection = new TestConnection(target, sink)
        this.connections.push(connection)
        return connection
      },
      ...options,
    })
  }

  /** The connection that the client has just opened. */
  get last(): TestConnection {
    const connection = this.connections.at(-1)
    assert.ok(connection !== undefined, 'the client has opened no connection')
    return connection
  }

  get states(): readonly string[] {
    return this.statuses.map(({ state }) => state)
  }

  /** A client with a session. */
  async welcomed(options: Partial<ConnectOptions> = {}): Promise<{ client: Client; connection: TestConnection }> {
    const client = this.connect(options)
    await this.environment.advance(0)
    await this.last.welcome()
    return { client, connection: this.last }
  }

  /** Cuts the connection and welcomes the client again. */
  async reconnected(session = 2): Promise<TestConnection> {
    await this.last.drop()
    await this.environment.advance(1000)
    await this.last.welcome(WELCOME, session)
    return this.last
  }
}

export const event = (subscription: Id, args: readonly unknown[], details: Dict = EMPTY_DICT): RouterMessage => ({
  kind: 'EVENT',
  subscription,
  publication: 1,
  details,
  payload: Payload.of(args),
})

export const result = (request: Id, args: readonly unknown[], details: Dict = EMPTY_DICT): RouterMessage => ({
  kind: 'RESULT',
  request,
  details,
  payload: Payload.of(args),
})

export const error = (requestType: number, request: Id, uri: Uri, args: readonly unknown[] = []): RouterMessage => ({
  kind: 'ERROR',
  requestType,
  request,
  details: EMPTY_DICT,
  error: uri,
  payload: Payload.of(args),
})

export const invocation = (request: Id, args: readonly unknown[], details: Dict = EMPTY_DICT): RouterMessage => ({
  kind: 'INVOCATION',
  request,
  registration: 7,
  details,
  payload: Payload.of(args),
})
