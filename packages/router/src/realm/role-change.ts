/** Applies a changed config to a live session: its role has other permissions or another authorizer, or is gone. */
import type { Subscribing } from './broker/subscribing.ts'
import type { Registering } from './dealer/registering.ts'
import { end, next, warn } from './effect.ts'
import type { Effect } from './effect.ts'
import { guarded } from './guarded.ts'
import type { Peer } from './peer.ts'
import { Authorizer } from './permissions/authorizer.ts'
import type { AuthorizerHost } from './permissions/authorizer.ts'
import type { Role } from './permissions/role.ts'
import type { Waitable } from './permissions/waitable.ts'
import { quoted } from './quoted.ts'

const REASON = 'wamp.error.not_authorized'

/** The other parts of the realm that a role change needs. */
export interface RoleChangeParts {
  readonly roles: ReadonlyMap<string, Role>
  readonly subscribing: Subscribing
  readonly registering: Registering
  readonly authorizers: AuthorizerHost
  receive(peer: Peer, message: Waitable): Effect[]
}

/** Applies the changed roles to sessions. */
export class RoleChange {
  readonly #parts: RoleChangeParts

  constructor(parts: RoleChangeParts) {
    this.#parts = parts
  }

  apply(peer: Peer): Effect[] {
    const role = this.#parts.roles.get(peer.role.name)
    if (role === undefined)
      return [end(peer, 'wamp.close.killed', `the role "${peer.role.name}" was removed from the config`)]
    peer.role = role
    const waiting = this.#changeAuthorizer(peer, role)
    return role.authorizer === undefined ? [...waiting, next(() => this.#revoke(peer))] : waiting
  }

  /** Replaces the authorizer. Requests that wait for the old one are judged by the new one, or by the rules. */
  #changeAuthorizer(peer: Peer, { authorizer: procedure }: Role): Effect[] {
    const { authorizer } = peer
    authorizer?.forget()
    if (authorizer?.procedure === procedure) return []
    const released = peer.queue?.release()
    peer.authorizer = procedure === undefined ? undefined : new Authorizer(procedure, peer, this.#parts.authorizers)
    const received = (released?.waiting ?? []).map(({ message, again }) =>
      next(() => guarded(peer, () => (message === undefined ? (again?.() ?? []) : this.#parts.receive(peer, message)))),
    )
    return [...(released?.effects ?? []), ...received]
  }

  /**
   * Revokes what the rules no longer allow. A new authorizer is not asked about existing subscriptions and
   * registrations.
   */
  #revoke(peer: Peer): Effect[] {
    const { subscribing, registering } = this.#parts
    const { permissions } = peer.role
    const subscriptions = [...(peer.subscriptions?.values() ?? [])]
      .filter(({ topic, match }) => !permissions.decide('subscribe', { uri: topic, match }).allowed)
      .flatMap((held) => [
        ...subscribing.revoke(peer, held, REASON),
        warn(
          'subscription_revoked',
          peer,
          () => `the changed config revokes its subscription to ${quoted(held.topic)}`,
        ),
      ])
    const registrations = [...(peer.registrations?.values() ?? [])]
      .filter(({ procedure, match }) => !permissions.decide('register', { uri: procedure, match }).allowed)
      .flatMap((held) => [
        ...registering.revoke(peer, held, REASON),
        warn(
          'registration_revoked',
          peer,
          () => `the changed config revokes its registration of ${quoted(held.procedure)}`,
        ),
      ])
    return [...subscriptions, ...registrations]
  }
}
