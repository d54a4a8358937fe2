/** A router without a network, and the sessions that send it odd messages. */
import assert from 'node:assert/strict'
import type { Message } from '@wampeter/protocol'
import { checkConfig } from '../../src/config/check.ts'
import { translateConfig } from '../../src/config/translate/translate.ts'
import { translateService } from '../../src/config/translate/translate-standalone.ts'
import { MemoryListener } from '../../src/embedding/memory-listener.ts'
import type { MemoryConnection } from '../../src/embedding/memory-listener.ts'
import { changeTogether } from '../../src/wiring/change.ts'
import { createRouters } from '../../src/wiring/create-routers.ts'
import type { Router } from '../../src/wiring/router.ts'
import { CONFIG_NAMES, isRef } from './arbitrary.ts'
import type { ConfigName, OddFrame, Ref, Wire } from './arbitrary.ts'
import { DIALECTS, oddly } from './dialects.ts'
import type { Dialect } from './dialects.ts'
import { Watcher } from './watcher.ts'

const ALL = { call: true, register: true, publish: true, subscribe: true }
const GUEST = { name: 'guest', permissions: [{ uri: '*', allow: ALL }] }
const JUDGED = { name: 'judged', authorizer: 'app.judge' }
const RULED = { name: 'judged', permissions: [{ uri: 'a', match: 'prefix', allow: ALL }] }
const SMALL = {
  subscriptions_per_session: 1,
  registrations_per_session: 1,
  pending_calls_per_session: 1,
  retained_events: 1,
}

const REALMS: Readonly<Record<ConfigName, readonly object[]>> = {
  plain: [{ name: 'realm1', roles: [GUEST, JUDGED] }],
  'rules instead of an authorizer': [{ name: 'realm1', roles: [GUEST, RULED] }],
  'without a role': [{ name: 'realm1', roles: [GUEST] }],
  'small limits': [{ name: 'realm1', roles: [GUEST, JUDGED], limits: SMALL }],
  'no realm': [{ name: 'realm2', roles: [GUEST] }],
}

const configWith = (name: ConfigName) => ({ version: 2, workers: [{ type: 'router', realms: REALMS[name] }] })

/** The tables of a realm without sessions. */
const NOTHING = {
  ...{ sessions: 0, subscriptions: 0, registrations: 0, shapes: 0, deadlines: 0, questions: 0 },
  heldBytes: 0,
}

/** The options of the router under each config. */
const OPTIONS = new Map(
  CONFIG_NAMES.map((name) => {
    const { config, problems } = checkConfig(configWith(name), {})
    const [options] = config === undefined ? [] : translateConfig(config, '.')
    if (options === undefined) throw new TypeError(JSON.stringify(problems))
    return [name, options]
  }),
)

const users = { joe: { secret: 'secret', role: 'guest' } }
const anonymous = (role: string) => ({ anonymous: { type: 'static' as const, role } })
const JUDGED_AUTH = anonymous('judged')
const AUTHS = [
  anonymous('guest'),
  anonymous('guest'),
  {
    ...anonymous('guest'),
    ticket: { type: 'static' as const, principals: { joe: { ticket: 'secret', role: 'guest' } } },
    wampcra: { type: 'static' as const, users },
  },
  JUDGED_AUTH,
]

const features = (names: string) => ({
  features: Object.fromEntries(names.split(' ').map((name) => [name, true])),
})
const CALLS = 'progressive_call_results progressive_call_invocations call_canceling call_timeout payload_passthru_mode'
const HELLO: Wire = [
  1,
  'realm1',
  {
    roles: {
      publisher: features('payload_passthru_mode'),
      subscriber: features('payload_passthru_mode subscription_revocation'),
      caller: features(CALLS),
      callee: features(`${CALLS} call_reroute registration_revocation`),
    },
  },
]

/** A turn of the event loop in which all frames on their way arrive. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Waits until something holds, for a limited number of turns: what does not hold then is found by a later check. */
async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; turns < 1_000 && !holds(); turns++) await turn()
}

/** The number of messages that the router has sent, by kind, or by URI for an ERROR. */
export type Counted = Map<string, number>

const LAST_CALL: Wire = [48, 4_000_000_000, {}, 'wamp.session.count']

/** One peer of the router. */
class FuzzedPeer {
  readonly #connection: MemoryConnection
  readonly #dialect: Dialect
  readonly received: Message[] = []
  isOpen = true
  #requests = 0
  #wasAskedLast = false
  #wasOdd = false

  readonly #got: Counted
  /** Messages that no session can read. */
  readonly faults: string[] = []
  readonly #watcher = new Watcher()

  constructor(listener: MemoryListener, dialect: Dialect, got: Counted) {
    this.#dialect = dialect
    this.#got = got
    this.#connection = listener.open(
      {
        frame: (data) => {
          try {
            for (const message of dialect.split(data, this.#wasOdd)) this.#take(dialect.serializer.read(message))
          } catch (error) {
            this.faults.push(String(error)) // what our client would end its session for
          }
        },
        closed: () => void (this.isOpen = false),
      },
      dialect.serializer,
      dialect.batching,
    )
  }

  /** Some clients end a session at a null or a fractional id in what a router sends. */
  #take(message: Message): void {
    this.received.push(message)
    // After an odd frame nobody can say what was asked.
    if (!this.#wasOdd) this.#watcher.got(message)
    const name = message.kind === 'ERROR' ? message.error : message.kind
    this.#got.set(name, (this.#got.get(name) ?? 0) + 1)
    for (const part of [fieldOf(message, 'details'), fieldOf(message, 'options')])
      if (message.kind !== 'ERROR')
        for (const [key, value] of Object.entries(Object(part)))
          if (value === null) this.faults.push(`${message.kind} has null as ${key}`)
  }

  /** What the router sent and must not have. */
  get allFaults(): readonly string[] {
    return [...this.faults, ...this.#watcher.faults]
  }

  /** True when the last call was made in a session that is there, and is not answered. */
  get owesAnswer(): boolean {
    if (!this.isOpen || !this.#wasAskedLast) return false
    const last = this.received.findLast(({ kind }) => kind === 'WELCOME' || kind === 'GOODBYE')
    return last?.kind === 'WELCOME' && !this.received.some((message) => fieldOf(message, 'request') === LAST_CALL[1])
  }

  /** Sends messages: in one frame, where the dialect has batches. */
  send(...wires: readonly Wire[]): void {
    if (wires.includes(LAST_CALL)) this.#wasAskedLast = true
    const messages = wires.flatMap((wire) => {
      const meant = this.#withIds(wire)
      if (meant === undefined) return []
      this.#watcher.sent(meant)
      return [this.#dialect.write(meant)]
    })
    if (messages.length > 0) for (const frame of this.#dialect.frames(messages)) this.#sendFrame(frame)
  }

  /** Sends the messages in a frame that was cut, or got something at its end. */
  sendOdd(wires: readonly Wire[], how: OddFrame): void {
    this.#wasOdd = true
    const frames = this.#dialect.frames(wires.map((wire) => this.#dialect.write(this.#withIds(wire) ?? [])))
    for (const frame of frames) this.#sendFrame(oddly(frame, how))
  }

  #sendFrame(frame: string | Uint8Array): void {
    if (this.isOpen) this.#connection.send(frame)
  }

  /** Undefined when an id is not known yet. */
  #withIds(value: Wire): Wire | undefined {
    const meant = value.map((item) => this.#meant(item))
    return meant.includes(undefined) ? undefined : meant
  }

  #meant(value: unknown): unknown {
    if (Array.isArray(value)) return this.#withIds(value)
    if (!isRef(value)) return isPlain(value) ? mapped(value, (item) => this.#meant(item)) : value
    if (value.ref === 'new request') return ++this.#requests
    if (value.ref === 'call') return Math.max(1, this.#requests - value.nth)
    return this.#known(value.ref).at(-1 - value.nth)
  }

  #known(ref: Ref['ref']): readonly number[] {
    return this.received.flatMap((message) => {
      if (ref === 'invocation') return message.kind === 'INVOCATION' ? [message.request] : []
      if (ref === 'subscription') return message.kind === 'SUBSCRIBED' ? [message.subscription] : []
      if (ref === 'registration') return message.kind === 'REGISTERED' ? [message.registration] : []
      return message.kind === 'WELCOME' ? [message.session] : []
    })
  }

  close(): void {
    this.#connection.close()
  }
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

/** With `Object.fromEntries`, so that the key `__proto__` stays one. */
const mapped = (dict: object, change: (item: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(dict).map(([key, item]) => [key, change(item) ?? null]))

const fieldOf = (message: object, name: string): unknown => (message as Readonly<Record<string, unknown>>)[name]

/** A router, and sessions that come back when they were ended. */
export class FuzzedRouter {
  readonly #router: Router
  readonly #listeners: readonly MemoryListener[]
  readonly #peers: (FuzzedPeer | undefined)[] = []
  readonly #all: FuzzedPeer[] = []
  readonly #lines: string[] = []

  readonly #got: Counted

  /** Counts what the router sends in `got`. */
  constructor(got: Counted) {
    this.#got = got
    const log = {
      isDebug: false,
      write: (level: string, text: string, fields?: unknown) => {
        if (level === 'error') this.#lines.push(`${text} ${JSON.stringify(fields)}`)
      },
    }
    const [router] = createRouters(configWith('plain'), { log })
    if (router === undefined) throw new TypeError('the config has a router')
    this.#router = router
    this.#listeners = AUTHS.map((auth) => {
      const { settings } = router.mount(translateService({ auth }))
      if (settings === undefined) throw new TypeError('a `websocket` path has sessions')
      return new MemoryListener(settings)
    })
  }

  /** The peer at a place, which connects when it is not connected. */
  #peer(at: number): FuzzedPeer {
    const known = this.#peers[at]
    if (known?.isOpen === true) return known
    const peer = this.#connect(at)
    peer.send(HELLO)
    return peer
  }

  #connect(at: number): FuzzedPeer {
    this.#peers[at]?.close()
    const [listener, dialect] = [this.#listeners[at % this.#listeners.length], DIALECTS[at % DIALECTS.length]]
    if (listener === undefined || dialect === undefined) throw new TypeError('there is a listener and a dialect')
    const peer = new FuzzedPeer(listener, dialect, this.#got)
    this.#all.push(peer)
    return (this.#peers[at] = peer)
  }

  send(at: number, wires: readonly Wire[]): void {
    this.#peer(at).send(...wires)
  }

  /** Opens a connection and begins with these messages instead of a log-in. */
  logIn(at: number, wires: readonly Wire[]): void {
    this.#connect(at).send(...wires)
  }

  sendOdd(at: number, wires: readonly Wire[], how: OddFrame): void {
    this.#peer(at).sendOdd(wires, how)
  }

  async reload(name: ConfigName): Promise<void> {
    const options = OPTIONS.get(name)
    if (options !== undefined) await changeTogether([this.#router.change(options)])
  }

  cut(at: number): void {
    this.#peers[at]?.close()
  }

  /** Ends all sessions, then checks that the router has not failed, keeps nothing, and serves as before. */
  async end(): Promise<void> {
    for (let settling = 0; settling < 4; settling++) await turn()
    await this.reload('plain')
    await this.#noneIsStuck()
    for (const peer of this.#peers) peer?.close()
    await until(() => this.#sessions === 0)
    assert.deepEqual(this.#lines, [])
    assert.deepEqual(
      this.#all.flatMap(({ allFaults }) => allFaults),
      [],
    )
    assert.equal(this.#router.counters.get('internal_errors'), 0)
    const { retainedEvents: _, ...sizes } = this.#router.realms.get('realm1')?.sizes() ?? { retainedEvents: 0 }
    assert.deepEqual(sizes, NOTHING)
    for (const dialect of DIALECTS) await this.#servePolitely(dialect)
    await this.#router.stop()
  }

  /** Without authorizers every session that is there gets an answer, whatever it has asked before. */
  async #noneIsStuck(): Promise<void> {
    for (const [at, peer] of this.#peers.entries()) if (AUTHS[at % AUTHS.length] !== JUDGED_AUTH) peer?.close()
    for (let settling = 0; settling < 4; settling++) await turn()
    for (const peer of this.#peers) peer?.send(LAST_CALL)
    const stuck = (): readonly FuzzedPeer[] => this.#all.filter((peer) => peer.owesAnswer)
    await until(() => stuck().length === 0)
    assert.equal(stuck().length, 0)
  }

  get #sessions(): number {
    return this.#router.realms.get('realm1')?.peers.size ?? 0
  }

  async #servePolitely(dialect: Dialect): Promise<void> {
    const [listener] = this.#listeners
    if (listener === undefined) throw new TypeError('there is a listener')
    const peer = new FuzzedPeer(listener, dialect, new Map())
    peer.send(HELLO)
    const wires: readonly Wire[] = [
      [48, 1, {}, 'wamp.subscription.list'],
      [48, 2, {}, 'wamp.registration.list'],
      [48, 3, {}, 'wamp.session.count'],
      [32, 4, {}, 'polite'],
      [64, 5, {}, 'polite'],
      [16, 6, { exclude_me: false }, 'polite', ['hi']],
      [48, 7, {}, 'polite', ['hi']],
      [70, 1, {}, ['hello']],
    ]
    for (const [index, wire] of wires.entries()) {
      await until(() => peer.received.length > index)
      peer.send(wire)
    }
    await until(() => peer.received.length > wires.length)
    const answers = peer.received.map((message) =>
      message.kind === 'RESULT' ? message.payload.values().args[0] : message.kind,
    )
    const nothing = { exact: [], prefix: [], wildcard: [] }
    assert.deepEqual(JSON.parse(JSON.stringify(answers)), [
      'WELCOME',
      nothing,
      nothing,
      1,
      'SUBSCRIBED',
      'REGISTERED',
      'EVENT',
      'INVOCATION',
      'hello',
    ])
    peer.close()
    await until(() => this.#sessions === 0)
  }
}
