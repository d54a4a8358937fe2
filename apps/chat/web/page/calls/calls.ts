/** The calls of the page: what is going on, whom one sees, and what oneself shows. */
import { signal } from '@preact/signals'
import type { CallState } from '../../calls/call-state.ts'
import { Desk } from '../../calls/desk.ts'
import type { LinkEars } from '../../calls/desk.ts'
import { Devices } from '../../calls/media.ts'
import { Peer } from '../../calls/peer.ts'
import type { Party } from '../../calls/signal.ts'
import type { Account } from '../account.ts'
import type { CallSignals, SignalEars } from './call-signals.ts'
import { IceServers } from './ice-servers.ts'

/** A page that is in more threads is rung in those with the newest messages. */
const MOST_THREADS = 100

export interface CallsParts {
  readonly account: Account
  readonly isBlocked: (name: string) => boolean
  /** Told when somebody begins to ring. */
  readonly onRing: (name: string, thread: string) => void
}

export class Calls implements SignalEars {
  /** False: this browser cannot make calls. */
  readonly isPossible = 'RTCPeerConnection' in globalThis && 'MediaStream' in globalThis
  readonly state = signal<CallState>({ phase: 'idle' })
  /** What did not work last; empty for nothing. */
  readonly problem = signal('')
  /** Grows with everything that a view of the call shows and that is no signal itself. */
  readonly changes = signal(0)
  readonly devices: Devices
  readonly preview = this.isPossible ? new MediaStream() : undefined
  readonly peers = new Map<string, Peer>()
  readonly #parts: CallsParts
  readonly #desk: Desk
  readonly #ice: IceServers
  #session = 0

  constructor(parts: CallsParts) {
    this.#parts = parts
    this.#ice = new IceServers(parts.account.app)
    this.devices = new Devices({ name: () => parts.account.name.peek(), onChange: () => this.#shown() })
    this.#desk = new Desk({
      me: () => ({ session: this.#session, name: parts.account.name.peek() }),
      now: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      newId: () => [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('-'),
      ring: async (ring) => this.#signals?.ring(ring),
      send: (...signalled) => this.#signals?.send(...signalled),
      connect: (peer, ears) => this.#connect(peer, ears),
      devices: (media) => (media === undefined ? this.#close() : void this.devices.open(media)),
      changed: (state) => this.#changed(state),
      tell: (problem) => (this.problem.value = problem),
    })
    addEventListener('pagehide', () => this.hangUp())
  }

  get #signals(): CallSignals | undefined {
    return this.#parts.account.talk?.calls
  }

  /** There is a session, or its subscriptions are there again. */
  async online(session: number): Promise<void> {
    if (!this.isPossible) return
    if (session !== this.#session) void this.#ice.start()
    this.#session = session
    await this.#signals?.settled() // the others send to this session as soon as they know it
    this.#desk.back()
  }

  /** Can be rung in these threads. */
  follow(threads: readonly { readonly permalink: string; readonly newest?: number }[]): void {
    if (!this.isPossible) return
    const newest = threads.toSorted((a, b) => (b.newest ?? 0) - (a.newest ?? 0)).slice(0, MOST_THREADS)
    const state = this.state.peek()
    const now = state.phase === 'idle' ? [] : threads.filter(({ permalink }) => permalink === state.thread)
    this.#signals?.follow([...new Set([...newest, ...now].map(({ permalink }) => permalink))])
  }

  /** The user has logged out, or was logged out. */
  end(): void {
    this.#desk.happen({ kind: 'out', thread: undefined })
    this.#ice.stop()
    this.state.value = { phase: 'idle' }
  }

  heard(thread: string, from: Party, given: Readonly<Record<string, unknown>>): void {
    if (given['kind'] !== 'ring' || !this.#parts.isBlocked(from.name)) this.#desk.hear(thread, from, given)
  }

  removed(thread: string, name: string): void {
    if (name === this.#parts.account.name.peek()) this.out(thread)
    else this.#desk.happen({ kind: 'removed', thread, name })
  }

  out(thread: string): void {
    this.#desk.happen({ kind: 'out', thread })
  }

  dial(thread: string, name: string): void {
    this.problem.value = ''
    this.#desk.dial(thread, name, 'video')
  }

  answer(): void {
    this.#desk.happen({ kind: 'answer' })
  }

  decline(): void {
    this.#desk.happen({ kind: 'decline' })
  }

  hangUp(): void {
    this.#desk.happen({ kind: 'hang-up' })
  }

  withdraw(name: string): void {
    this.#desk.happen({ kind: 'withdraw', name })
  }

  /** Puts away what is said about the last call. */
  dismiss(): void {
    this.problem.value = ''
    if (this.state.peek().phase === 'idle') this.state.value = { phase: 'idle' }
  }

  #connect({ name, offers }: Party & { readonly offers: boolean }, ears: LinkEars): Peer {
    const peer = new Peer({
      ...{ offers, ears, ice: () => this.#ice.now },
      ...{ tracks: this.devices.tracks, showing: this.devices.showing },
      onProblem: (problem) => (this.problem.value = `With ${name}: ${problem}.`),
      onChange: () => this.changes.value++,
    })
    this.peers.set(name, peer)
    return peer
  }

  #changed(state: CallState): void {
    const before = this.state.peek()
    this.state.value = state
    if (state.phase === 'rung' && before.phase !== 'rung') this.#parts.onRing(state.from.name, state.thread)
    const names = state.phase === 'call' ? state.peers.map(({ name }) => name) : []
    for (const name of this.peers.keys()) if (!names.includes(name)) this.peers.delete(name)
  }

  #close(): void {
    this.devices.close()
    this.#shown()
  }

  /** What oneself shows has changed. */
  #shown(): void {
    const { tracks, showing } = this.devices
    for (const track of this.preview?.getTracks() ?? []) if (track !== tracks.video) this.preview?.removeTrack(track)
    if (tracks.video !== null) this.preview?.addTrack(tracks.video)
    for (const peer of this.peers.values()) peer.send(tracks, showing)
    this.changes.value++
  }
}
