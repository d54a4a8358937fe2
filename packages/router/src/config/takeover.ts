/**
 * Roles that could answer in place of an authenticator or authorizer. A session that registers its procedure while
 * the real one is away decides about log-ins or permissions, and sees tickets. A role that may register the procedure
 * by an exact rule is meant to. Any other role that may register it gets a warning.
 */
import { exactly } from '../realm/pattern.ts'
import type { PermissionRule } from '../realm/permissions/permission-rule.ts'
import { Permissions } from '../realm/permissions/permissions.ts'
import { below, isType, type Place } from './places.ts'
import { warning, type Path, type Problem } from './problem.ts'
import { member } from './schema/objects.ts'
import { quote } from './secrecy.ts'
import { readStars } from './translate/stars.ts'

/** A procedure whose answers decide. */
interface Deciding {
  readonly procedure: string
  readonly about: 'log-ins' | 'permissions'
  readonly worker: number | undefined
  /** The realm where it is registered; undefined: any realm of the worker. */
  readonly realm: string | undefined
}

export function checkTakeover(places: readonly Place[]): readonly Problem[] {
  const deciding = [...authenticators(places), ...authorizers(places)]
  const seen = new Set<string>()
  return places
    .filter(({ kind }) => kind === 'role')
    .flatMap((role) =>
      deciding
        .filter((one) => one.worker === role.worker && (one.realm ?? realmOf(role, places)) === realmOf(role, places))
        .filter(({ procedure }) => mayRegisterByChance(role, procedure))
        .map(({ procedure, about }) => problem(role.path, procedure, about))
        .filter(({ path, message }) => {
          const key = `${path} ${message}`
          return !seen.has(key) && seen.add(key)
        }),
    )
}

const problem = (path: Path, procedure: string, about: Deciding['about']): Problem =>
  warning(
    path,
    `may register ${quote(procedure)}, which decides about ${about}: a session of this role could decide in its place. ` +
      `Deny it by a rule of the role: {"uri": ${quote(procedure)}, "allow": {"register": false}}`,
  )

const authenticators = (places: readonly Place[]): readonly Deciding[] =>
  places
    .filter((place) => place.kind === 'method' && isType(place, 'dynamic'))
    .map(({ value, worker }) => ({
      procedure: String(member(value, 'authenticator')),
      about: 'log-ins',
      worker,
      realm: textOf(member(value, 'authenticator-realm')),
    }))

const authorizers = (places: readonly Place[]): readonly Deciding[] =>
  places
    .filter(({ kind, value }) => kind === 'role' && textOf(member(value, 'authorizer')) !== undefined)
    .map((role) => ({
      procedure: String(member(role.value, 'authorizer')),
      about: 'permissions',
      worker: role.worker,
      realm: realmOf(role, places),
    }))

/** The name of the realm that a role belongs to. */
function realmOf({ path }: Place, places: readonly Place[]): string | undefined {
  const realm = places.find((place) => place.kind === 'realm' && place.path.every((step, at) => step === path[at]))
  return realm === undefined ? undefined : textOf(member(realm.value, 'name'))
}

/** True where a role may register a procedure that none of its rules names. */
function mayRegisterByChance({ value, path }: Place, procedure: string): boolean {
  if (member(value, 'authorizer') !== undefined) return false
  const rules = below(value, path, 'permissions').flatMap(({ value: rule }) => ruleOf(rule))
  const allowByDefault = member(value, 'permissions') === undefined && member(value, 'allow-by-default') === true
  const { allowed, rule } = new Permissions(rules, allowByDefault).decide('register', exactly(procedure))
  return allowed && !(rule.match === 'exact' && rule.uri === procedure)
}

/** The part of a rule that decides about registering. Empty where the rule is malformed: the schema reports that. */
function ruleOf(rule: unknown): readonly PermissionRule[] {
  const [uri, match] = [textOf(member(rule, 'uri')), member(rule, 'match')]
  if (uri === undefined || (match !== undefined && match !== 'exact' && match !== 'prefix' && match !== 'wildcard'))
    return []
  const register = member(member(rule, 'allow'), 'register') === true
  const nothing = { call: false, publish: false, subscribe: false }
  const disclose = { caller: false, publisher: false }
  return [{ ...readStars(uri, match), allow: { ...nothing, register }, disclose, name: uri }]
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
