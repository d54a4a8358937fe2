/**
 * Compares the dealer with a naive model over random histories of calls in parts, progressive results, shared
 * registrations with concurrency, forced registrations, re-routing, passthru payloads, disclosure, cancels, timeouts
 * and leaving, among sessions that announce different features. `FC_SEED` sets the seed of a run.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Payload } from '@wampeter/protocol'
import type { Dict, RouterMessage } from '@wampeter/protocol'
import type { Effect, Ticker } from '../effect.ts'
import type { Peer } from '../peer.ts'
import { sent, settled, testClock, TestRealm } from '../test-realm.ts'

const FEATURES = [
  'call_canceling',
  'call_timeout',
  'call_reroute',
  'progressive_call_results',
  'progressive_call_invocations',
  'payload_passthru_mode',
  'registration_revocation',
] as const
type Feature = (typeof FEATURES)[number]

const at = fc.nat(5)
const procedure = fc.constantFrom('a', 'b')
const PPT: Dict = { ppt_scheme: 'x_mine' }

const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('join' as const), features: fc.subarray([...FEATURES], { minLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), at }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: fc.constant('register' as const), at, procedure },
      invoke: fc.constantFrom('single', 'first', 'last', 'roundrobin', 'roundrobin', 'random'),
      concurrency: fc.constantFrom(undefined, undefined, 1, 2),
      force: fc.constantFrom(false, false, false, true),
      disclose: fc.boolean(),
      forwards: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unregister' as const), at, procedure }) },
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ do: fc.constant('call' as const), at, procedure, timeout: fc.constantFrom(0, 0, 50) },
      ...{
        receives: fc.boolean(),
        parts: fc.constantFrom(false, false, true),
        ppt: fc.constantFrom(false, false, true),
      },
      disclose: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('part' as const), at, isLast: fc.boolean(), ppt: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ do: fc.constant('answer' as const), at, nth: fc.nat(2) },
      what: fc.constantFrom('result', 'progress', 'error', 'unavailable', 'sealed'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late' as const), at, progress: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ do: fc.constant('cancel' as const), at, nth: fc.nat(2) },
      mode: fc.constantFrom('skip', 'kill', 'killnowait'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 60) }) },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never
type Of<Do extends Step['do']> = Extract<Step, { do: Do }>

interface Who {
  readonly peer: Peer
  readonly has: (feature: Feature) => boolean
  /** Ids of calls in parts that ended before their last part. */
  readonly ended: Set<number>
  invocations: number
}

interface Member {
  readonly who: Who
  readonly concurrency: number
  readonly disclose: boolean
  readonly forwards: boolean
  running: number
  /** When it was chosen last, or became free again. */
  turn: number
}

interface Registration {
  readonly procedure: string
  readonly invoke: string
  members: Member[]
}

interface Open {
  readonly caller: Who
  readonly member: Member
  readonly request: number
  readonly invocation: number
  readonly registration: Registration
  readonly asked: Of<'call'>
  readonly tried: readonly Member[]
  readonly madeAt: number
  readonly canReroute: boolean
  /** The only callee, which may refuse. */
  readonly isAlone: boolean
  endsAt: number
  takesParts: boolean
  isKilled: boolean
  hasProgress: boolean
}

const said = ({ identity: { session } }: { identity: { session: number } }, message: RouterMessage): string => {
  const text = (dict: Dict): string =>
    Object.entries(dict)
      .map(([key, value]) => `${key}=${String(value)}`)
      .toSorted()
      .join()
  switch (message.kind) {
    case 'ERROR':
      return `${session} ERROR ${message.requestType} ${message.request} ${message.error}`
    case 'INVOCATION':
      return `${session} INVOCATION ${message.request} ${text(message.details)}`
    case 'INTERRUPT':
      return `${session} INTERRUPT ${message.request} ${String(message.options.mode)}`
    case 'RESULT':
      return `${session} RESULT ${message.request} ${text(message.details)}`
    case 'UNREGISTERED':
      return `${session} UNREGISTERED ${message.request}`
    default:
      return `${session} ${message.kind}`
  }
}

/** What the model says of the INVOCATION that a callee gets. */
const invoked = ({ peer }: Who, request: number, details: Dict): string =>
  said(peer, { kind: 'INVOCATION', request, registration: 1, details, payload: Payload.empty })

/** The details that the INVOCATION of each part of a call has. */
const lasting = ({ peer }: Who, { who, disclose }: Member, asked: Of<'call'>): Dict => ({
  ...((asked.disclose || disclose) && {
    ...{ caller: peer.id, caller_authid: peer.identity.authid, caller_authrole: 'user' },
  }),
  ...(asked.receives && who.has('progressive_call_results') && { receive_progress: true }),
})

class Checked {
  readonly #made = new TestRealm()
  #all: Who[] = []
  #registrations: Registration[] = []
  #calls: Open[] = []
  #requests = 0
  #turns = 0
  readonly #tickers = new Set<Ticker>()

  get #realm() {
    return this.#made.realm
  }

  #check(effects: readonly Effect[], expected: readonly string[]): void {
    for (const effect of effects) if (effect.kind === 'wake') this.#tickers.add(effect.ticker)
    const got = sent(effects).map(([peer, message]) => said(peer, message))
    assert.deepEqual(got.toSorted(), expected.toSorted())
  }

  run(one: Step): void {
    if (one.do === 'join') return void this.join(one.features)
    if (one.do === 'wait') return this.#wait(one.ms)
    const who = this.#all[one.at % Math.max(1, this.#all.length)]
    if (who === undefined) return
    switch (one.do) {
      case 'leave':
        return this.#leave(who)
      case 'register':
        return this.#register(who, one)
      case 'unregister':
        return this.#unregister(who, one.procedure)
      case 'call':
        return this.#call(who, one)
      case 'part':
        return this.#part(who, one)
      case 'answer':
        return this.#answer(who, one)
      case 'late':
        return this.#late(who, one.progress)
      case 'cancel':
        return this.#cancel(who, one)
      default:
        throw new TypeError(JSON.stringify(one satisfies never))
    }
  }

  join(features: readonly Feature[]): Who {
    const named = { features: Object.fromEntries(features.map((name) => [name, true])) }
    const peer = this.#made.join('user', { caller: named, callee: named })
    const who = { peer, has: (name: Feature) => features.includes(name), ended: new Set<number>(), invocations: 0 }
    this.#all.push(who)
    return who
  }

  #register(who: Who, { procedure: name, invoke, concurrency, force, disclose, forwards }: Of<'register'>): void {
    const options = {
      ...{ invoke, disclose_caller: disclose, forward_timeout: forwards, force_reregister: force },
      ...(concurrency !== undefined && { concurrency }),
    }
    const effects = this.#realm.route(who.peer, { kind: 'REGISTER', request: 1, options, procedure: name })
    const before = this.#registrations.find((one) => one.procedure === name)
    const dropped = force ? (before?.members ?? []) : []
    if (force && before !== undefined) {
      before.members = []
      this.#registrations = this.#registrations.filter((one) => one !== before)
    }
    const there = force ? undefined : before
    const refusal =
      there === undefined
        ? undefined
        : there.invoke === 'single' || invoke === 'single' || there.members.some((one) => one.who === who)
          ? 'wamp.error.procedure_already_exists'
          : there.invoke === invoke
            ? undefined
            : 'wamp.error.procedure_exists_with_different_invocation_policy'
    this.#check(effects, [
      ...dropped.flatMap((one) =>
        one.who.has('registration_revocation') ? [`${one.who.peer.id} UNREGISTERED 0`] : [],
      ),
      `${who.peer.id} ${refusal === undefined ? 'REGISTERED' : `ERROR 64 1 ${refusal}`}`,
    ])
    if (refusal !== undefined) return
    const member = { who, concurrency: concurrency ?? Infinity, disclose, forwards, running: 0, turn: ++this.#turns }
    if (there === undefined) this.#registrations.push({ procedure: name, invoke, members: [member] })
    else there.members.push(member)
  }

  #unregister(who: Who, name: string): void {
    const held = [...(who.peer.registrations?.values() ?? [])].find((one) => one.procedure === name)
    const model = this.#registrations.find((one) => one.procedure === name)
    const isHeld = model?.members.some((one) => one.who === who) === true
    assert.equal(held !== undefined, isHeld)
    const registration = held?.id ?? 999_999
    this.#check(this.#realm.route(who.peer, { kind: 'UNREGISTER', request: 1, registration }), [
      `${who.peer.id} ${isHeld ? 'UNREGISTERED 1' : 'ERROR 66 1 wamp.error.no_such_registration'}`,
    ])
    this.#drop((one) => one.who === who, name)
  }

  #drop(isGone: (member: Member) => boolean, name?: string): void {
    for (const one of this.#registrations)
      if (name === undefined || one.procedure === name) one.members = one.members.filter((member) => !isGone(member))
    this.#registrations = this.#registrations.filter(({ members }) => members.length > 0)
  }

  /** The members that may be chosen: one, or any of several with `random`. A text says why there is none. */
  #candidates({ invoke, members }: Registration, tried: readonly Member[]): readonly Member[] | string {
    const busy = 'crossbar.error.max_concurrency_reached'
    const isFree = ({ running, concurrency }: Member): boolean => running < concurrency
    const left = members.filter((one) => !tried.includes(one))
    if (left.length === 0) return 'wamp.error.no_available_callee'
    if (tried.length === 0 && (invoke === 'single' || invoke === 'first' || invoke === 'last')) {
      const only = invoke === 'last' ? members.at(-1) : members[0]
      return only !== undefined && isFree(only) ? [only] : busy
    }
    const free = left.filter(isFree)
    if (free.length === 0) return busy
    if (invoke === 'roundrobin') return free.toSorted((a, b) => a.turn - b.turn).slice(0, 1)
    if (invoke === 'random') return free
    const at = members.indexOf(tried.at(-1) as Member)
    const next = at < 0 ? undefined : members[invoke === 'last' ? at - 1 : at + 1]
    return next !== undefined && free.includes(next) ? [next] : free
  }

  #end(call: Open): void {
    this.#calls = this.#calls.filter((one) => one !== call)
    const { member, caller, request } = call
    if (member.running-- === member.concurrency) member.turn = ++this.#turns
    if (call.takesParts) caller.ended.add(request)
  }

  #call(caller: Who, asked: Of<'call'>): void {
    const request = ++this.#requests
    const { procedure: name, timeout, receives, parts, ppt, disclose } = asked
    const options = {
      ...{ timeout, receive_progress: receives, disclose_me: disclose },
      ...(parts && { progress: true }),
      ...(ppt && PPT),
    }
    const message = { kind: 'CALL', request, options, procedure: name, payload: Payload.empty } as const
    if ((parts && !caller.has('progressive_call_invocations')) || (ppt && !caller.has('payload_passthru_mode')))
      return void assert.throws(() => this.#realm.route(caller.peer, message), /HELLO did not announce/)
    const effects = this.#realm.route(caller.peer, message)
    const registration = this.#registrations.find((one) => one.procedure === name)
    if (registration === undefined) {
      if (parts) caller.ended.add(request)
      return this.#check(effects, [`${caller.peer.id} ERROR 48 ${request} wamp.error.no_such_procedure`])
    }
    this.#put(effects, { caller, request, registration, asked, tried: [], madeAt: testClock.ms })
  }

  /** Checks that a call was put to a callee that the model admits, or refused for the reason that it knows. */
  #put(
    effects: readonly Effect[],
    begun: Pick<Open, 'caller' | 'request' | 'registration' | 'asked' | 'tried' | 'madeAt'>,
  ): void {
    const { caller, request, registration, asked, tried, madeAt } = begun
    const error = (uri: string): string => `${caller.peer.id} ERROR 48 ${request} ${uri}`
    const candidates = this.#candidates(registration, tried)
    if (typeof candidates === 'string') {
      if (asked.parts) caller.ended.add(request)
      return this.#check(effects, [error(candidates)])
    }
    const [[to, message] = []] = sent(effects)
    const isRefused = message?.kind === 'ERROR'
    const lacks = ({ who }: Member): boolean =>
      (asked.parts && !(who.has('progressive_call_invocations') && who.has('call_canceling'))) ||
      (asked.ppt && !who.has('payload_passthru_mode'))
    const member = candidates.find((one) => (isRefused ? lacks(one) : one.who.peer === to)) as Member
    assert.ok(member !== undefined, `${said(to as Peer, message as RouterMessage)} is not what the policy says`)
    member.turn = ++this.#turns
    if (lacks(member)) {
      if (member.running + 1 === member.concurrency) member.turn = ++this.#turns
      if (asked.parts) caller.ended.add(request)
      return this.#check(effects, [error('wamp.error.feature_not_supported')])
    }
    member.running++
    const invocation = ++member.who.invocations
    const minds = member.forwards && member.who.has('call_timeout')
    const details = {
      ...lasting(caller, member, asked),
      ...(asked.parts && { progress: true }),
      ...(asked.timeout > 0 && minds && { timeout: asked.timeout }),
      ...(asked.ppt && PPT),
    }
    this.#check(effects, [invoked(member.who, invocation, details)])
    this.#calls.push({
      ...{ caller, member, request, invocation, registration, asked, madeAt, tried: [...tried, member] },
      endsAt: asked.timeout === 0 || minds ? Infinity : madeAt + asked.timeout,
      canReroute:
        !asked.parts && member.who.has('call_reroute') && (tried.length > 0 || registration.members.length > 1),
      isAlone: tried.length === 0 && registration.members.length === 1 && member.who.has('call_reroute'),
      ...{ takesParts: asked.parts, isKilled: false, hasProgress: false },
    })
  }

  #part(caller: Who, { isLast, ppt }: Of<'part'>): void {
    const call = this.#calls.find((one) => one.caller === caller && one.takesParts)
    const [gone] = caller.ended
    const request = call?.request ?? gone
    if (request === undefined) return
    const options = { ...(!isLast && { progress: true }), ...(ppt && PPT) }
    const name = call?.asked.procedure ?? 'a'
    const message = { kind: 'CALL', request, options, procedure: name, payload: Payload.empty } as const
    if (call === undefined) {
      if (isLast) caller.ended.delete(request)
      return this.#check(this.#realm.route(caller.peer, message), [])
    }
    if (ppt && !caller.has('payload_passthru_mode'))
      return void assert.throws(() => this.#realm.route(caller.peer, message), /HELLO did not announce/)
    const effects = this.#realm.route(caller.peer, message)
    const { who } = call.member
    call.takesParts = !isLast
    if (ppt && !who.has('payload_passthru_mode')) {
      this.#end(call)
      return this.#check(effects, [
        `${who.peer.id} INTERRUPT ${call.invocation} killnowait`,
        `${caller.peer.id} ERROR 48 ${request} wamp.error.feature_not_supported`,
      ])
    }
    const { invocation, asked, member } = call
    const details = {
      ...lasting(caller, member, asked),
      ...(!isLast && { progress: true }),
      ...(ppt && PPT),
    }
    this.#check(effects, [invoked(who, invocation, details)])
  }

  #answer(who: Who, { nth, what }: Of<'answer'>): void {
    const open = this.#calls.filter((one) => one.member.who === who)
    const call = open[nth % Math.max(1, open.length)]
    if (call === undefined) return
    const { caller, request, invocation } = call
    if (what === 'error' || what === 'unavailable') {
      const error = what === 'error' ? 'app.error' : 'wamp.error.unavailable'
      const effects = this.#realm.route(who.peer, {
        ...{ kind: 'ERROR', requestType: 68, request: invocation, details: {}, error, payload: Payload.empty },
      })
      const isRefused = what === 'unavailable' && !call.hasProgress && !call.isKilled
      const isPut = isRefused && call.canReroute
      if (isPut) this.#put(effects, call)
      this.#end(call)
      const told = isRefused && call.isAlone ? 'wamp.error.no_available_callee' : error
      if (!isPut) this.#check(effects, [`${caller.peer.id} ERROR 48 ${request} ${told}`])
      return
    }
    const isPart = what === 'progress'
    const options = { ...(isPart && { progress: true }), ...(what === 'sealed' && PPT) }
    const message = { kind: 'YIELD', request: invocation, options, payload: Payload.empty } as const
    if (what === 'sealed' && !who.has('payload_passthru_mode'))
      return void assert.throws(() => this.#realm.route(who.peer, message), /HELLO did not announce/)
    const effects = this.#realm.route(who.peer, message)
    if (isPart && (!call.asked.receives || call.isKilled)) return this.#check(effects, [])
    if (what === 'sealed' && !caller.has('payload_passthru_mode')) {
      this.#end(call)
      return this.#check(effects, [`${caller.peer.id} ERROR 48 ${request} wamp.error.feature_not_supported`])
    }
    const details = { ...(isPart && { progress: true }), ...(what === 'sealed' && PPT) }
    this.#check(effects, [said(caller.peer, { kind: 'RESULT', request, details, payload: Payload.empty })])
    if (!isPart) return this.#end(call)
    call.hasProgress = true
    if (call.endsAt !== Infinity) call.endsAt = testClock.ms + call.asked.timeout
  }

  /** An answer to an invocation that has ended, or was never given. */
  #late(who: Who, progress: boolean): void {
    const open = this.#calls.flatMap((one) => (one.member.who === who ? [one.invocation] : []))
    const late = Array.from({ length: who.invocations }, (_, index) => index + 1).findLast((id) => !open.includes(id))
    const request = late ?? who.invocations + 1
    const message = { kind: 'YIELD', request, options: { progress }, payload: Payload.empty } as const
    if (late === undefined)
      return void assert.throws(() => this.#realm.route(who.peer, message), /was never given to this session/)
    const isTold = progress && who.has('call_canceling')
    this.#check(this.#realm.route(who.peer, message), isTold ? [`${who.peer.id} INTERRUPT ${request} killnowait`] : [])
  }

  #cancel(caller: Who, { nth, mode }: Of<'cancel'>): void {
    const open = this.#calls.filter((one) => one.caller === caller)
    const call = open[nth % Math.max(1, open.length)]
    const request = call?.request ?? 999_999
    const effects = this.#realm.route(caller.peer, { kind: 'CANCEL', request, options: { mode } })
    if (call === undefined || call.isKilled) return this.#check(effects, [])
    const { member, invocation } = call
    const isTold = mode !== 'skip' && member.who.has('call_canceling')
    const told = isTold ? [`${member.who.peer.id} INTERRUPT ${invocation} ${mode}`] : []
    if (mode === 'kill' && isTold) {
      call.isKilled = true
      return this.#check(effects, told)
    }
    this.#end(call)
    this.#check(effects, [...told, `${caller.peer.id} ERROR 48 ${request} wamp.error.canceled`])
  }

  #wait(ms: number): void {
    testClock.ms += ms
    const late = this.#calls.filter(({ endsAt }) => endsAt <= testClock.ms)
    const effects = [...this.#tickers].flatMap((ticker) => settled(ticker.tick(testClock.ms)))
    // Calls that are due at the same time may end in any order.
    const order = sent(effects).flatMap(([, message]) => (message.kind === 'ERROR' ? [message.request] : []))
    for (const request of order) for (const call of late) if (call.request === request) this.#end(call)
    this.#check(
      effects,
      late.flatMap(({ caller, request, invocation, member: { who } }) => [
        `${caller.peer.id} ERROR 48 ${request} wamp.error.timeout`,
        ...(who.has('call_canceling') ? [`${who.peer.id} INTERRUPT ${invocation} killnowait`] : []),
      ]),
    )
  }

  #leave(who: Who): void {
    this.#all = this.#all.filter((one) => one !== who)
    const orphans = this.#calls.filter((one) => one.member.who === who && one.caller !== who)
    const own = this.#calls.filter((one) => one.caller === who)
    this.#drop((one) => one.who === who)
    const effects = this.#realm.leave(who.peer)
    for (const call of [...own, ...orphans]) this.#end(call)
    this.#check(effects, [
      ...orphans.map(({ caller, request }) => `${caller.peer.id} ERROR 48 ${request} wamp.error.canceled`),
      ...own.flatMap(({ member, invocation }) =>
        member.who !== who && member.who.has('call_canceling')
          ? [`${member.who.peer.id} INTERRUPT ${invocation} killnowait`]
          : [],
      ),
    ])
  }

  /** Checks that nothing is left of calls after all sessions have gone. */
  end(): void {
    const all = this.#all.map(({ peer }) => peer)
    for (const who of [...this.#all]) this.#leave(who)
    for (const peer of all) assert.deepEqual([peer.calls?.size ?? 0, peer.reroutableBytes], [0, 0])
    const { registrations, deadlines, questions } = this.#realm.sizes()
    assert.deepEqual({ registrations, deadlines, questions }, { registrations: 0, deadlines: 0, questions: 0 })
  }
}

test('the dealer agrees with a naive model over any history of parts, progress, shared registrations and re-routing', () => {
  const seed = process.env['FC_SEED']
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), (steps) => {
      const checked = new Checked()
      for (let joined = 0; joined < 3; joined++) checked.join(FEATURES)
      for (const one of steps) checked.run(one)
      checked.end()
    }),
    { numRuns: 1_000, ...(seed !== undefined && { seed: Number(seed) }) },
  )
})
