/** Autobahn-JS's session, on one of ours. It ends with its connection; the page subscribes again in the next one. */
import type { Id, Uri } from '@wampeter/protocol'
import type { Procedure, Session as Inner } from '../session.ts'
import { checkArguments } from './arguments.ts'
import { disclosed, handlerOf, payloadOf, PageEventSink, resultOf } from './convert.ts'
import { defer } from './deferred.ts'
import type { Deferred, Progressive } from './deferred.ts'
import { failing, rethrow } from './failing.ts'
import { AutobahnError, Publication, Registration, Subscription } from './values.ts'
import type { Args, Endpoint, Handler, Kwargs, OpenSession, Values } from './values.ts'

/** One session: what `onopen` gets. It throws `session not open` when it has ended. */
export class Session implements OpenSession {
  /** The realm that was asked for. */
  readonly realm: Uri
  caller_disclose_me = false
  publisher_disclose_me = false
  readonly defer = defer
  /** Bound, because pages hand it over as it is: `.then(session.log)`. */
  readonly log: (...items: readonly unknown[]) => void
  readonly #prefixes = new Map<string, Uri>()
  readonly #report: (error: unknown) => void
  readonly #leave: (reason: Uri, message: string) => void
  readonly #places = new Map<Subscription, PageEventSink>()
  readonly #registrations = new Map<Registration, Deferred<unknown>>()
  #inner: Inner | undefined

  constructor(realm: Uri, parts: { report(error: unknown): void; leave(reason: Uri, message: string): void }) {
    this.realm = realm
    this.#report = parts.report
    this.#leave = parts.leave
    this.log = (...items) => {
      console.group(`WAMP session ${this.id ?? ''} on '${this.realm}'`)
      for (const item of items) console.log(item)
      console.groupEnd()
    }
  }

  /** The connection calls this when the session is open. */
  opened(inner: Inner): void {
    this.#inner = inner
  }

  get id(): Id | null {
    return this.isOpen ? (this.#inner?.id ?? null) : null
  }

  get isOpen(): boolean {
    return this.#inner?.isOpen === true
  }

  get features(): unknown {
    return this.#inner?.details['roles']
  }

  get subscriptions(): readonly Subscription[] {
    return [...this.#places.keys()]
  }

  get registrations(): readonly Registration[] {
    return [...this.#registrations.keys()]
  }

  subscribe(topic: Uri, handler: Handler, given?: Values | null): Promise<Subscription> {
    const options = given ?? {}
    checkArguments('subscribe', { topic, handler, options })
    const inner = this.#open()
    const granted = defer<Subscription>()
    inner.ask(
      'SUBSCRIBE',
      { options, topic: this.resolve(topic) },
      {
        answered: ({ subscription: id }) => {
          const ended = defer<unknown>()
          const subscription = new Subscription(this, id, { topic, handler, options, ended: ended.promise })
          const place = new PageEventSink(subscription, { ended, report: this.#report })
          inner.eventSinks.set(id, (inner.eventSinks.get(id) ?? new Set()).add(place))
          this.#places.set(subscription, place)
          granted.resolve(subscription)
        },
        failed: failing(inner, granted),
      },
    )
    return granted.promise
  }

  async unsubscribe(subscription: Subscription): Promise<unknown> {
    const inner = this.#open()
    const place = this.#places.get(subscription)
    if (place === undefined || !subscription.active) throw 'subscription not active'
    this.#places.delete(subscription)
    const places = inner.eventSinks.get(subscription.id)
    places?.delete(place)
    const isLast = places?.size === 0
    if (isLast) {
      inner.eventSinks.delete(subscription.id)
      await inner.giveBack('UNSUBSCRIBE', { subscription: subscription.id }).catch(rethrow)
    }
    place.revoked('')
    return isLast
  }

  // oxlint-disable-next-line max-params -- Autobahn-JS's signature
  publish(topic: Uri, args?: Args, kwargs?: Kwargs, given?: Values | null): Promise<Publication> | undefined {
    const options = given ?? {}
    checkArguments('publish', { topic, args, kwargs, options })
    const inner = this.#open()
    const fields = {
      options: disclosed(options, this.publisher_disclose_me),
      topic: this.resolve(topic),
      payload: payloadOf(args, kwargs),
    }
    if (options['acknowledge'] !== true) {
      inner.ask('PUBLISH', fields)
      return undefined
    }
    const accepted = defer<Publication>()
    inner.ask('PUBLISH', fields, {
      answered: ({ publication }) => accepted.resolve(new Publication(publication)),
      failed: failing(inner, accepted),
    })
    return accepted.promise
  }

  // oxlint-disable-next-line max-params -- Autobahn-JS's signature
  call(procedure: Uri, args?: Args, kwargs?: Kwargs, given?: Values | null): Progressive<unknown> {
    const options = given ?? {}
    checkArguments('call', { procedure, args, kwargs, options })
    const inner = this.#open()
    const done = defer<unknown>()
    const fields = {
      options: disclosed(options, this.caller_disclose_me),
      procedure: this.resolve(procedure),
      payload: payloadOf(args, kwargs),
    }
    const request = inner.ask('CALL', fields, {
      answered: ({ details, payload }) =>
        details.progress === true ? done.notify(resultOf(payload)) : done.resolve(resultOf(payload)),
      failed: failing(inner, done),
    })
    done.promise.cancel = (how = {}) => {
      if (!inner.requests.isWaiting(request)) return
      inner.send({ kind: 'CANCEL', request, options: how })
      if (how.mode === 'kill') return
      inner.requests.giveUp(request)
      done.reject(new AutobahnError('Cancelled'))
    }
    return done.promise
  }

  register(procedure: Uri, endpoint: Endpoint, given?: Values | null): Promise<Registration> {
    const options = given ?? {}
    checkArguments('register', { procedure, endpoint, options })
    const inner = this.#open()
    const granted = defer<Registration>()
    inner.ask(
      'REGISTER',
      { options, procedure: this.resolve(procedure) },
      {
        answered: ({ registration: id }) => {
          const ended = defer<unknown>()
          const registration = new Registration(this, id, { procedure, endpoint, options, ended: ended.promise })
          const held: Procedure = {
            handler: handlerOf(procedure, endpoint),
            revoked: (reason) => {
              registration.active = false
              this.#registrations.delete(registration)
              ended.resolve(reason)
            },
          }
          inner.procedures.set(id, held)
          this.#registrations.set(registration, ended)
          granted.resolve(registration)
        },
        failed: failing(inner, granted),
      },
    )
    return granted.promise
  }

  async unregister(registration: Registration): Promise<unknown> {
    const inner = this.#open()
    const ended = this.#registrations.get(registration)
    if (ended === undefined) throw 'registration not active'
    this.#registrations.delete(registration)
    await inner.giveBack('UNREGISTER', { registration: registration.id }).catch(rethrow)
    inner.procedures.delete(registration.id)
    registration.active = false
    ended.resolve(undefined)
    return undefined
  }

  /** Makes `prefix:name` stand for a longer URI; without one, forgets it. */
  prefix(prefix: string, uri?: Uri): void {
    if (uri) this.#prefixes.set(prefix, uri)
    else this.#prefixes.delete(prefix)
  }

  resolve(curie: string): Uri {
    const at = curie.indexOf(':')
    const uri = at < 0 ? undefined : this.#prefixes.get(curie.slice(0, at))
    return uri === undefined ? curie : `${uri}.${curie.slice(at + 1)}`
  }

  leave(reason: Uri = 'wamp.close.normal', message = ''): void {
    this.#open()
    this.#leave(reason, message)
  }

  #open(): Inner {
    if (this.#inner?.isOpen !== true) throw 'session not open'
    return this.#inner
  }
}
