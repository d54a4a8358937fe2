/** The sessions of a realm, by id, and by authid and authrole for the meta procedures that name these. */
import type { Peer } from './peer.ts'
import { Peers } from './peers.ts'
import type { ReadonlyPeers } from './peers.ts'

/** Sessions by a part of their identity. */
class Grouped {
  readonly #keyOf: (peer: Peer) => string
  /** Made when first asked for: most realms never ask, and their sessions do not pay for it. */
  #groups: Map<string, Set<Peer>> | undefined

  constructor(keyOf: (peer: Peer) => string) {
    this.#keyOf = keyOf
  }

  of(key: string, all: Pick<Peers, 'values'>): ReadonlySet<Peer> {
    if (this.#groups === undefined) {
      this.#groups = new Map()
      for (const peer of all.values()) this.add(peer)
    }
    return this.#groups.get(key) ?? NONE
  }

  add(peer: Peer): void {
    if (this.#groups === undefined) return
    const key = this.#keyOf(peer)
    const group = this.#groups.get(key)
    if (group === undefined) this.#groups.set(key, new Set([peer]))
    else group.add(peer)
  }

  delete(peer: Peer): void {
    const key = this.#keyOf(peer)
    const group = this.#groups?.get(key)
    if (group?.delete(peer) === true && group.size === 0) this.#groups?.delete(key)
  }
}

const NONE: ReadonlySet<Peer> = new Set()

/** The sessions of a realm. */
export class Sessions {
  readonly #all = new Peers()
  readonly #byAuthid = new Grouped(({ identity }) => identity.authid)
  readonly #byAuthrole = new Grouped(({ identity }) => identity.authrole)
  #version = 0

  /** All sessions, live. */
  get all(): ReadonlyPeers {
    return this.#all
  }

  /** Grows with each session that joins or leaves. */
  get version(): number {
    return this.#version
  }

  add(peer: Peer): void {
    this.#all.add(peer)
    this.#byAuthid.add(peer)
    this.#byAuthrole.add(peer)
    this.#version++
  }

  /** False when the session was gone already. */
  delete(peer: Peer): boolean {
    if (!this.#all.delete(peer)) return false
    this.#byAuthid.delete(peer)
    this.#byAuthrole.delete(peer)
    this.#version++
    return true
  }

  /** Live: do not change sessions while reading it. */
  withAuthid(authid: string): ReadonlySet<Peer> {
    return this.#byAuthid.of(authid, this.#all)
  }

  /** Live: do not change sessions while reading it. */
  withAuthrole(authrole: string): ReadonlySet<Peer> {
    return this.#byAuthrole.of(authrole, this.#all)
  }
}
