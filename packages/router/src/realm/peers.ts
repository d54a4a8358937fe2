/**
 * The peers of a realm by the ids of their sessions. The ids are random, so a `Map` is needed to find one; it holds
 * numbers of places only, so that no peer that has left stays in memory ({@link Places}).
 */
import type { Id } from '@wampeter/protocol'
import type { Peer } from './peer.ts'
import { Places } from './places.ts'

/** Peers that can be read only. */
export type ReadonlyPeers = Omit<Peers, 'add' | 'delete'>

/** The peers of a realm. */
export class Peers {
  readonly #places = new Places<Peer>()
  readonly #placeOf = new Map<Id, number>()

  get size(): number {
    return this.#placeOf.size
  }

  get(id: Id): Peer | undefined {
    const place = this.#placeOf.get(id)
    return place === undefined ? undefined : this.#places.at(place)
  }

  has(id: Id): boolean {
    return this.#placeOf.has(id)
  }

  /** All peers, in no particular order. They are a copy: peers may join and leave meanwhile. */
  values(): Peer[] {
    return [...this.#places]
  }

  add(peer: Peer): void {
    this.#placeOf.set(peer.id, this.#places.add(peer))
  }

  /** False when the peer was gone already. */
  delete(peer: Peer): boolean {
    const place = this.#placeOf.get(peer.id)
    if (place === undefined) return false
    this.#placeOf.delete(peer.id)
    this.#places.remove(peer, place)
    return true
  }
}
