/** A realm without sockets, for tests. Its effects are returned as values. */
import { EMPTY_DICT, featuresOf, Payload } from '@wampeter/protocol'
import type { Call, Dict, Invocation, Publish, Register, RouterMessage, Subscribe, Yield } from '@wampeter/protocol'
import type { Deliver, Effect, Note } from './effect.ts'
import type { Ids } from './ids.ts'
import { DEFAULT_AUTHORIZER_TIMEOUT_MS, DEFAULT_REALM_LIMITS } from './options.ts'
import type { RealmLimits, RealmOptions, RoleOptions } from './options.ts'
import type { Peer } from './peer.ts'
import type { Receiver } from './receiver.ts'
import type { PermissionRule } from './permissions/permission-rule.ts'
import { Realm } from './realm.ts'

const ALL = { call: true, register: true, publish: true, subscribe: true }
const NONE = { call: false, register: false, publish: false, subscribe: false }

/** Makes a permission rule; `allow` names the actions that it allows. */
export const rule = (
  uri: string,
  match: PermissionRule['match'],
  allow: Partial<typeof ALL> = ALL,
  disclose: Partial<PermissionRule['disclose']> = {},
): PermissionRule => ({
  uri,
  match,
  allow: { ...NONE, ...allow },
  disclose: { caller: false, publisher: false, ...disclose },
  name: `rule "${uri}"`,
})

/** Makes the options of a role. */
export const role = (name: string, permissions: readonly PermissionRule[]): RoleOptions => ({
  name,
  permissions,
  allowByDefault: false,
})

/** Ids 1, 2, 3 … */
export function countingIds(): Ids {
  let last = 0
  return { global: () => ++last }
}

/** A clock that only moves when a test moves it. */
export const testClock = { ms: Date.UTC(2026, 0, 1) }

/** The options of a realm, with defaults for everything but roles and limits. */
export const optionsFor = (roles: readonly RoleOptions[], limits: Partial<RealmLimits> = {}): RealmOptions => ({
  name: 'test',
  uriCheck: 'loose',
  roles,
  limits: { ...DEFAULT_REALM_LIMITS, ...limits },
  metaApi: true,
  leavesWithIdOnly: false,
  authorizerTimeoutMs: DEFAULT_AUTHORIZER_TIMEOUT_MS,
})

/** A realm, and a way to add sessions to it. */
export class TestRealm {
  readonly realm: Realm
  #sessions = 1000

  constructor(roles: readonly RoleOptions[] = [role('user', [rule('', 'prefix')])], limits: Partial<RealmLimits> = {}) {
    this.realm = new SettledRealm(optionsFor(roles, limits), {
      ids: countingIds(),
      now: () => testClock.ms,
      lately: () => testClock.ms,
    })
  }

  join(authrole = 'user', roles: Dict = EMPTY_DICT): Peer {
    const session = ++this.#sessions
    const identity = {
      realm: 'test',
      session,
      authid: `u${session}`,
      authrole,
      authmethod: 'test',
      authprovider: 'test',
    }
    const outlet = { frames: undefined, accept: () => {}, end: () => {} } as const
    return this.realm.join(identity, { features: featuresOf(roles), outlet })
  }
}

/** Makes a SUBSCRIBE. */
export const subscribe = (topic: string, options: Subscribe['options'] = {}): Subscribe => ({
  kind: 'SUBSCRIBE',
  request: 1,
  options,
  topic,
})

/** Makes a PUBLISH. */
export const publish = (topic: string, options: Publish['options'] = {}): Publish => ({
  kind: 'PUBLISH',
  request: 2,
  options,
  topic,
  payload: Payload.of(['hi']),
})

/** Makes a REGISTER. */
export const register = (procedure: string, options: Register['options'] = {}): Register => ({
  kind: 'REGISTER',
  request: 3,
  options,
  procedure,
})

/** Makes a CALL. */
export const call = (procedure: string, options: Call['options'] = {}, request = 4): Call => ({
  kind: 'CALL',
  request,
  options,
  procedure,
  payload: Payload.of([1]),
})

/** A realm that carries out the effects `next` at once and returns what follows from them. */
class SettledRealm extends Realm {
  override route(...args: Parameters<Realm['route']>): Effect[] {
    return settled(super.route(...args))
  }

  override leave(...args: Parameters<Realm['leave']>): Effect[] {
    return settled(super.leave(...args))
  }

  override reconfigure(...args: Parameters<Realm['reconfigure']>): Effect[] {
    return settled(super.reconfigure(...args))
  }
}

/**
 * Replaces each effect `next` by the effects that follow from it, in the order in which delivery runs them. Call it
 * once.
 */
export const settled = (effects: readonly Effect[]): Effect[] =>
  effects.flatMap((effect) => (effect.kind === 'next' ? settled(effect.run()) : [effect]))

/** The INVOCATIONs among the effects. */
export const questions = (effects: readonly Effect[]): readonly Invocation[] =>
  sent(effects).flatMap(([, message]) => (message.kind === 'INVOCATION' ? [message] : []))

/** A callee's YIELD with one value. */
export const answer = ({ request }: Pick<Invocation, 'request'>, value: unknown): Yield => ({
  kind: 'YIELD',
  request,
  options: EMPTY_DICT,
  payload: Payload.of([value]),
})

/** The messages among the effects, each with its receiver, in order. */
export const sent = (effects: readonly Effect[]): readonly (readonly [Receiver, RouterMessage])[] =>
  effects
    .filter((effect): effect is Deliver => effect.kind === 'deliver')
    .flatMap(({ to, message, hears }) =>
      [...to]
        .filter((peer) => hears?.(peer.identity) ?? true)
        .map((peer): [Receiver, RouterMessage] => [peer, message]),
    )

/** The first message of a kind among the effects. */
export function first<Kind extends RouterMessage['kind']>(
  effects: readonly Effect[],
  kind: Kind,
): Extract<RouterMessage, { kind: Kind }> {
  for (const [, message] of sent(effects))
    if (message.kind === kind) return message as Extract<RouterMessage, { kind: Kind }>
  throw new Error(
    `no ${kind} among ${sent(effects)
      .map(([, message]) => message.kind)
      .join(', ')}`,
  )
}

/** The notes among the effects, as text. */
export const notes = (effects: readonly Effect[]): readonly string[] =>
  effects.filter((effect): effect is Note => effect.kind === 'note').map((effect) => `${effect.name}: ${effect.text()}`)
