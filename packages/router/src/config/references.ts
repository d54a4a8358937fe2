/** Rules about parts of a config that refer to each other: roles that logins name, ports that transports share. */
import { below, isType, type Place } from './places.ts'
import { fault, warning, type Path, type Problem } from './problem.ts'
import { member } from './schema/objects.ts'
import { quote } from './secrecy.ts'
import { suggest } from './suggest.ts'
import { checkTakeover } from './takeover.ts'

/** The parts of a config that do not fit together. */
export const checkReferences = (places: readonly Place[]): readonly Problem[] => [
  ...checkDefaults(places),
  ...checkRoles(places),
  ...checkTakeover(places),
  ...checkPorts(places),
  ...checkAddresses(places),
  ...checkSizes(places),
  ...checkDerivedKeys(places),
  ...checkEmptySecrets(places),
]

/** `allow-by-default` is ignored where a role has `permissions`. */
const checkDefaults = (places: readonly Place[]): readonly Problem[] =>
  places
    .filter(({ kind, value }) => kind === 'role' && member(value, 'allow-by-default') === true)
    .filter(({ value }) => member(value, 'permissions') !== undefined)
    .map(({ path }) =>
      warning([...path, 'allow-by-default'], 'has no effect beside `permissions`: what no rule allows is denied'),
    )

/** A login without a role, or with a role that no realm has, is refused at run time. A warning now is better. */
function checkRoles(places: readonly Place[]): readonly Problem[] {
  return places
    .filter((place) => place.kind === 'method' && isType(place, 'static'))
    .flatMap(({ name, value, path, worker }) => {
      const logins = [...below(value, path, 'principals'), ...below(value, path, 'users')]
      const roles = places.filter((place) => place.kind === 'role' && place.worker === worker)
      const defined = roles.map((role) => member(role.value, 'name')).filter(isText)
      return [...(name === 'anonymous' ? [{ path, value }] : []), ...logins].flatMap((login) =>
        checkRole(login.path, login.value, defined),
      )
    })
}

function checkRole(path: Path, login: unknown, defined: readonly string[]): readonly Problem[] {
  const role = member(login, 'role')
  if (role === undefined && typeof login === 'object' && path.at(-1) !== 'anonymous') {
    return [warning(path, 'has no `role`, so this login will be refused')]
  }
  if (!isText(role) || role === 'trusted' || defined.includes(role)) return []
  const meant = suggest(role, defined)
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`
  return [
    warning(
      [...path, 'role'],
      `no realm of this worker has a role ${quote(role)}, so this login will be refused${hint}`,
    ),
  ]
}

/** Two listeners on one port: the second would fail to start. */
function checkPorts(places: readonly Place[]): readonly Problem[] {
  const taken = new Map<string, Place>()
  return places.flatMap((place) => {
    const port = place.kind === 'endpoint' && isType(place, 'tcp') ? member(place.value, 'port') : undefined
    if (typeof port !== 'number' || port === 0 || member(place.value, 'portrange') !== undefined) return []
    const where = `${port} ${isEverywhere(place.value) ? '' : String(member(place.value, 'interface'))} ${String(member(place.value, 'version') ?? 4)}`
    const earlier = taken.get(where)
    if (earlier === undefined) taken.set(where, place)
    if (earlier === undefined || (isShared(earlier) && isShared(place))) return []
    return [fault([...place.path, 'port'], `another transport already listens on port ${port}`)]
  })
}

/**
 * One transport listens on one address, another on all addresses: Linux allows only one of them, other systems both.
 */
function checkAddresses(places: readonly Place[]): readonly Problem[] {
  const endpoints = places.filter((place) => place.kind === 'endpoint' && isType(place, 'tcp') && !isShared(place))
  const everywhere = endpoints.filter(({ value }) => isEverywhere(value))
  return endpoints
    .filter(({ value }) => !isEverywhere(value))
    .flatMap(({ value, path }) => {
      const port = member(value, 'port')
      const other = everywhere.find(
        (one) => port !== 0 && member(one.value, 'port') === port && sameVersion(one.value, value),
      )
      if (typeof port !== 'number' || other === undefined) return []
      const advice = `another transport listens on port ${port} of all addresses: on many systems this one cannot be opened then`
      return [warning([...path, 'port'], advice)]
    })
}

const isEverywhere = (endpoint: unknown): boolean =>
  ['', '0.0.0.0', '::'].includes(String(member(endpoint, 'interface') ?? ''))

const sameVersion = (one: unknown, other: unknown): boolean =>
  (member(one, 'version') ?? 4) === (member(other, 'version') ?? 4)

const isShared = ({ value }: Place): boolean => member(value, 'shared') === true

/** The bound on a message applies to the whole message, so a smaller bound on its frames has no effect. */
const checkSizes = (places: readonly Place[]): readonly Problem[] =>
  places
    .filter(({ kind }) => kind === 'websocket')
    .flatMap(({ value, path }) => {
      const options = member(value, 'options')
      const [frame, message] = [member(options, 'max_frame_size'), member(options, 'max_message_size')]
      if (typeof frame !== 'number' || frame === 0) return []
      if (typeof message === 'number' && message !== 0 && message <= frame) return []
      const advice = 'frames are not bounded by themselves here: set `max_message_size`, which bounds the whole message'
      return [warning([...path, 'options', 'max_frame_size'], advice)]
    })

/** A secret with a salt that cannot be a derived key is probably the password itself. */
function checkDerivedKeys(places: readonly Place[]): readonly Problem[] {
  return places
    .filter((place) => place.kind === 'method' && place.name === 'wampcra' && isType(place, 'static'))
    .flatMap(({ value, path }) => below(value, path, 'users'))
    .filter(({ value }) => isText(member(value, 'salt')) && member(value, 'derive') !== true && !holdsDerivedKey(value))
    .map(({ path }) =>
      warning(
        [...path, 'secret'],
        'with a salt, the secret is the derived key (base64), which this is not; for a plain password add "derive": true',
      ),
    )
}

function holdsDerivedKey(user: unknown): boolean {
  const secret = member(user, 'secret')
  const length = member(user, 'keylen') ?? 32
  if (!isText(secret) || !/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) return !isText(secret)
  return Buffer.from(secret, 'base64').length === length
}

/** Crossbar accepts an empty secret. A client then needs only the name to log in. */
const checkEmptySecrets = (places: readonly Place[]): readonly Problem[] =>
  places
    .filter((place) => place.kind === 'method' && isType(place, 'static'))
    .flatMap(({ value, path }) => [...below(value, path, 'principals'), ...below(value, path, 'users')])
    .flatMap(({ value, path }) =>
      ['ticket', 'secret'].map((key) => ({ path: [...path, key], secret: member(value, key) })),
    )
    .filter(({ secret }) => secret === '')
    .map(({ path }) => warning(path, 'is empty: a client needs only the name to log in'))

const isText = (value: unknown): value is string => typeof value === 'string'
