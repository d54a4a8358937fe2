/** The realms of one router, and how they change while sessions go on. */
import type { Uri } from '@wampeter/protocol'
import type { Sources } from '../realm/ids.ts'
import type { RealmOptions } from '../realm/options.ts'
import type { Peer } from '../realm/peer.ts'
import { Realm } from '../realm/realm.ts'
import type { Delivery } from '../session/deliver.ts'
import { evenly } from './evenly.ts'

export class RealmSet {
  readonly #realms: Map<string, Realm>
  readonly #sources: Sources

  constructor(options: readonly RealmOptions[], sources: Sources) {
    this.#sources = sources
    this.#realms = new Map(options.map((realm) => [realm.name, new Realm(realm, sources)]))
  }

  /** Keyed by name; live. */
  get byName(): ReadonlyMap<string, Realm> {
    return this.#realms
  }

  /** Every session of every realm. */
  get peers(): readonly Peer[] {
    return [...this.#realms.values()].flatMap(({ peers }) => peers.values())
  }

  get status(): readonly { readonly name: string; readonly sessions: number }[] {
    return [...this.#realms.values()].map(({ name, peers }) => ({ name, sessions: peers.size }))
  }

  /** Makes these the realms. Sessions of a removed realm are ended; in other realms they go on with the new options. */
  change(next: readonly RealmOptions[], delivery: Delivery): void {
    const names = new Set(next.map(({ name }) => name))
    for (const [name, realm] of this.#realms) {
      if (names.has(name)) continue
      this.#realms.delete(name)
      endRealm(realm, 'wamp.close.close_realm', `this router worker has no realm "${name}" any more`)
    }
    for (const options of next) {
      const realm = this.#realms.get(options.name)
      if (realm === undefined) this.#realms.set(options.name, new Realm(options, this.#sources))
      else delivery.apply(realm.reconfigure(options))
    }
  }

  /** Ends every session of every realm, with return times that are spread. The realms stay. */
  close(reason: Uri, message: string): void {
    for (const realm of this.#realms.values()) realm.close()
    for (const { receiver, retryAfterMs } of evenly(this.peers, 0)) receiver.outlet.end(reason, message, retryAfterMs)
  }
}

function endRealm(realm: Realm, reason: Uri, message: string): void {
  realm.close()
  for (const peer of realm.peers.values()) peer.outlet.end(reason, message)
}
