/**
 * Carries out what the calls of a page decide: it sends signals, opens and closes connections and devices, and owns the
 * one timer. Everything outside is given to it.
 */
import { step } from './call.ts'
import { deadlineOf } from './call-state.ts'
import type { CallEvent, CallState, Effect, Going } from './call-state.ts'
import { readSignal } from './read-signal.ts'
import type { Media, Negotiable, Party, Signal } from './signal.ts'

/** The connection to one other page. */
export interface Link {
  hear(signal: Negotiable): void
  /** Signals may have got lost. */
  again(): void
  /** Tells the other side, over the connection itself, which session this page has now. */
  moved(session: number): void
  close(): void
}

/** What a link tells. Nothing is heard of a link that was closed. */
export interface LinkEars {
  say(said: { readonly kind: 'description' | 'candidate' }): void
  connected(): void
  lost(): void
  closed(): void
  moved(session: number): void
}

/** A ring was refused: `refused` because of a limit, `unreachable` because there is no way to send it. */
export class RingFailed extends Error {
  readonly why: 'refused' | 'unreachable'

  constructor(why: 'refused' | 'unreachable', message: string) {
    super(message)
    this.why = why
  }
}

export interface DeskParts {
  /** The user and the session now. */
  readonly me: () => Party
  readonly now: () => number
  /** Runs something later; returns what prevents it. */
  readonly after: (ms: number, run: () => void) => () => void
  readonly newId: () => string
  /** @throws RingFailed */
  readonly ring: (ring: { thread: string; name: string; call: string; media: Media }) => Promise<void>
  /** A signal that cannot be sent is lost: every wait has an end. */
  readonly send: (thread: string, to: number, signal: Signal) => void
  readonly connect: (peer: Party & { readonly offers: boolean }, ears: LinkEars) => Link
  /** Which devices are wanted; undefined: none. */
  readonly devices: (media: Media | undefined) => void
  readonly changed: (state: CallState) => void
  readonly tell: (problem: string) => void
}

export class Desk {
  readonly #parts: DeskParts
  #state: CallState = { phase: 'idle' }
  readonly #links = new Map<string, Link>()
  #cancelTimer = (): void => {}

  constructor(parts: DeskParts) {
    this.#parts = parts
  }

  get state(): CallState {
    return this.#state
  }

  /** The number of open connections. */
  get size(): number {
    return this.#links.size
  }

  dial(thread: string, name: string, media: Media): void {
    this.happen({ kind: 'dial', thread, name, media, call: this.#parts.newId() })
  }

  /** A signal has come from another page. `from` is what the router says. */
  hear(thread: string, from: Party, given: unknown): void {
    const signal = readSignal(given)
    if (typeof signal === 'string') this.#parts.tell(`A signal of ${from.name} was ignored: ${signal}.`)
    else this.happen({ kind: 'heard', thread, from, signal })
  }

  /** The page has a new session. */
  back(): void {
    this.happen({ kind: 'back' })
    for (const link of this.#links.values()) link.moved(this.#parts.me().session)
  }

  happen(event: CallEvent): void {
    const { me, now } = this.#parts
    const before = this.#state
    const [state, effects] = step(before, event, { me: me(), now: now() })
    this.#state = state
    if (state.phase === 'call' && before.phase !== 'call') this.#parts.devices(state.media)
    for (const effect of effects) this.#do(effect)
    if (state.phase !== 'call' && before.phase === 'call') this.#parts.devices(undefined)
    this.#wait()
    if (state !== before) this.#parts.changed(state)
  }

  #wait(): void {
    this.#cancelTimer()
    const deadline = deadlineOf(this.#state)
    if (deadline === Infinity) return
    const ms = Math.max(0, deadline - this.#parts.now())
    this.#cancelTimer = this.#parts.after(ms, () => this.happen({ kind: 'tick' }))
  }

  #do(effect: Effect): void {
    switch (effect.do) {
      case 'ring':
        return this.#ring(effect)
      case 'send':
        return this.#parts.send(effect.thread, effect.to, effect.signal)
      case 'connect':
        return this.#connect(effect)
      case 'disconnect':
        this.#links.get(effect.name)?.close()
        return void this.#links.delete(effect.name)
      case 'negotiate':
        return this.#links.get(effect.name)?.hear(effect.signal)
      case 'again':
        return this.#links.get(effect.name)?.again()
      case 'tell':
        return this.#parts.tell(effect.problem)
      default:
        throw new Error(`effect: ${String(effect satisfies never)}`)
    }
  }

  #ring({ thread, name, call, media }: Effect & { do: 'ring' }): void {
    this.#parts.ring({ thread, name, call, media }).catch((error: unknown) => {
      const isRefused = error instanceof RingFailed && error.why === 'refused'
      this.#parts.tell(error instanceof Error ? error.message : String(error))
      // Without a connection the ring is tried again.
      if (isRefused) this.happen({ kind: 'unsent', call, name, why: 'refused' })
    })
  }

  #connect({ name, offers }: Effect & { do: 'connect' }): void {
    const peer = this.#peer(name)
    if (peer === undefined) return
    const isOpen = (): boolean => this.#links.get(name) === link
    const told = (kind: 'connected' | 'lost' | 'closed') => () => void (isOpen() && this.happen({ kind, name }))
    const link: Link = this.#parts.connect(
      { name, session: peer.session, offers },
      {
        say: (said) => isOpen() && this.#say(name, said),
        connected: () => {
          told('connected')()
          link.moved(this.#parts.me().session) // it may have changed since the connection was begun
        },
        lost: told('lost'),
        closed: told('closed'),
        moved: (session) => isOpen() && this.happen({ kind: 'moved', name, session }),
      },
    )
    this.#links.set(name, link)
  }

  /** To the session that this person has now. */
  #say(name: string, said: { readonly kind: 'description' | 'candidate' }): void {
    const { call, thread } = this.#state as Going
    const peer = this.#peer(name)
    if (peer !== undefined) this.#parts.send(thread, peer.session, { ...said, call } as Negotiable)
  }

  #peer(name: string): Party | undefined {
    return this.#state.phase === 'call' ? this.#state.peers.find((peer) => peer.name === name) : undefined
  }
}
