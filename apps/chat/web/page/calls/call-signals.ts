/**
 * How the signals of calls travel: by `workshop.signal.<thread>`, each to one session; rings by `workshop.ring.<thread>`,
 * to all pages of one person. Who sent a signal is what the router disclosed.
 */
import { WampError } from '@wampeter/client'
import type { Client, EventHandler, Subscription } from '@wampeter/client'
import { RingFailed } from '../../calls/desk.ts'
import type { Media, Party, Signal } from '../../calls/signal.ts'

export interface SignalEars {
  heard(thread: string, from: Party, signal: Readonly<Record<string, unknown>>): void
  /** The membership of this person has ended. */
  removed(thread: string, name: string): void
  /** One's own membership has ended. */
  out(thread: string): void
}

export interface Ringing {
  readonly thread: string
  readonly name: string
  readonly call: string
  readonly media: Media
}

type Heard = Parameters<EventHandler>

export class CallSignals {
  readonly #client: Client
  readonly #ears: SignalEars
  readonly #threads = new Map<string, readonly Promise<Subscription>[]>()

  constructor(client: Client, ears: SignalEars) {
    this.#client = client
    this.#ears = ears
  }

  /** Hears the signals of these threads, and of no others. */
  follow(threads: readonly string[]): void {
    for (const [thread, subscriptions] of this.#threads) {
      if (threads.includes(thread)) continue
      this.#threads.delete(thread)
      for (const one of subscriptions) one.then((it) => it.unsubscribe()).catch(nothing)
    }
    for (const thread of threads) if (!this.#threads.has(thread)) this.#threads.set(thread, this.#listen(thread))
  }

  /** The session ends because another one has taken its place: nothing is over. */
  stop(): void {
    this.#threads.clear()
  }

  /** Resolves when the router has answered for all of them. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#threads.values()].flat())
  }

  /** @throws RingFailed */
  async ring({ thread, name, call, media }: Ringing): Promise<void> {
    const kwargs: Signal = { kind: 'ring', call, media }
    try {
      await this.#client.publish(`workshop.ring.${thread}`, [], { kwargs, eligibleAuthid: [name], acknowledge: true })
    } catch (error) {
      if (error instanceof WampError && error.uri === 'wamp.error.not_authorized')
        throw new RingFailed('refused', REFUSED)
      throw new RingFailed('unreachable', `${name} cannot be rung now: there is no connection.`)
    }
  }

  send(thread: string, to: number, kwargs: Signal): void {
    this.#client.publish(`workshop.signal.${thread}`, [], { kwargs, eligible: [to] }).catch(nothing)
  }

  #listen(thread: string): readonly Promise<Subscription>[] {
    const ears = this.#ears
    const ring = this.#client.subscribe(`workshop.ring.${thread}`, (...event) => {
      const from = senderOf(event)
      if (from !== undefined && event[1]['kind'] === 'ring') ears.heard(thread, from, event[1])
    })
    const signal = this.#client.subscribe(`workshop.signal.${thread}`, (...event) => {
      const [, kwargs, details] = event
      const from = senderOf(event)
      if (details['publisher_authrole'] === 'authenticator') {
        if (kwargs['kind'] === 'removed') ears.removed(thread, String(kwargs['name']))
      } else if (from !== undefined && kwargs['kind'] !== 'ring') ears.heard(thread, from, kwargs)
    })
    const both = [ring, signal]
    for (const one of both)
      one.then(
        ({ ended }) => ended.then(({ reason }) => this.#over(thread, both, reason)),
        (error: unknown) => this.#over(thread, both, error instanceof WampError ? error.uri : ''),
      )
    return both
  }

  /** The next list of threads says whether it may be heard again. */
  #over(thread: string, both: readonly Promise<Subscription>[], reason: string): void {
    if (this.#threads.get(thread) !== both) return
    this.#threads.delete(thread)
    if (NO_ACCESS.includes(reason)) this.#ears.out(thread)
  }
}

const NO_ACCESS = ['workshop.error.no_access', 'wamp.error.not_authorized']
const REFUSED = 'The chat refused this ring. You may have rung too often: wait a minute, then try again.'

function senderOf([, , details]: Heard): Party | undefined {
  const { publisher, publisher_authid: name } = details
  return typeof publisher === 'number' && typeof name === 'string' ? { session: publisher, name } : undefined
}

const nothing = (): void => {}
