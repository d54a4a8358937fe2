/** For tests: a connection that keeps the rules of an RTCPeerConnection's signalling, and has no network. */
import type { Connection } from './negotiation.ts'
import type { Candidate, Description } from './signal.ts'

type Listener = (event: { candidate: { toJSON(): Candidate } | null }) => void

export class TestConnection implements Connection {
  signalingState = 'stable'
  connectionState = 'new'
  localDescription: Description | null = null
  remote: Description | null = null
  restarts = 0
  readonly candidates: (Candidate | null)[] = []
  readonly #listeners = new Map<string, Set<Listener>>()
  #stable: { local: Description | null; remote: Description | null } = { local: null, remote: null }
  #isNeeded = false
  #made = 0
  #turn: Promise<unknown> = Promise.resolve()

  /** As adding a track does. The browser tells it once, until an offer is made. */
  need(): void {
    if (this.#isNeeded) return
    this.#isNeeded = true
    this.#tellNeed()
  }

  find(candidate: string): void {
    this.#tell('icecandidate', { candidate: { toJSON: () => ({ candidate }) } })
  }

  become(state: string): void {
    this.connectionState = state
    this.#tell('connectionstatechange')
  }

  restartIce(): void {
    this.restarts++
    this.need()
  }

  setLocalDescription(): Promise<void> {
    return this.#inTurn(() => {
      if (this.signalingState === 'have-remote-offer') {
        this.localDescription = { type: 'answer', sdp: `answer to ${this.remote?.sdp}` }
        return this.#settle()
      }
      this.localDescription = { type: 'offer', sdp: `offer ${++this.#made}` }
      this.#isNeeded = false
      this.signalingState = 'have-local-offer'
    })
  }

  setRemoteDescription(description: Description): Promise<void> {
    return this.#inTurn(() => {
      if (description.sdp.includes('broken')) throw new Error('it cannot be read')
      if (description.type === 'answer') {
        if (this.signalingState !== 'have-local-offer') throw new Error(`an answer in ${this.signalingState}`)
        this.remote = description
        return this.#settle()
      }
      if (this.signalingState === 'have-local-offer') {
        this.localDescription = this.#stable.local // rolled back
        this.#isNeeded = true
      }
      this.remote = description
      this.signalingState = 'have-remote-offer'
    })
  }

  addIceCandidate(candidate: Candidate | null): Promise<void> {
    return this.#inTurn(() => {
      if (this.remote === null) throw new Error('there is no remote description')
      this.candidates.push(candidate)
    })
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener))
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }

  #settle(): void {
    this.#stable = { local: this.localDescription, remote: this.remote }
    this.signalingState = 'stable'
    if (this.#isNeeded) queueMicrotask(() => this.#tellNeed())
  }

  #tellNeed(): void {
    if (this.#isNeeded && this.signalingState === 'stable') this.#tell('negotiationneeded')
  }

  #tell(type: string, event: Parameters<Listener>[0] = { candidate: null }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event)
  }

  /** A browser works at one thing after the other, and never at once. */
  #inTurn(run: () => void): Promise<void> {
    const done = this.#turn.then(async () => {
      await Promise.resolve()
      run()
    })
    this.#turn = done.catch(() => {})
    return done
  }
}

/** Time that passes only when it is told to. */
export class TestTime {
  now = 0
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.now + ms, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers.delete(next)
      this.now = next.at
      next.run()
    }
    this.now = end
  }

  get waiting(): number {
    return this.#timers.size
  }
}

/** Resolves when all promises have gone as far as they can. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
