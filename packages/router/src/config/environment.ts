/**
 * The places where a config may refer to environment variables: secrets (`"${NAME}"`), ports (`"$NAME"`) and
 * `disabled`. Anywhere else a dollar sign is an ordinary character. Crossbar turns an unset secret into null and goes
 * on. Here it is an error, because a login with an empty secret must never become usable.
 */
import { below, isType, type Place } from './places.ts'
import { fault, type Problem } from './problem.ts'
import { member } from './schema/objects.ts'

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Puts secrets and ports into the tree (in place). Returns a problem for each variable that is missing or unusable. */
export function fillFromEnvironment(places: readonly Place[], environment: Environment): readonly Problem[] {
  return places.flatMap((place) => {
    if (place.kind === 'endpoint') return fillPort(place, environment)
    if (place.kind === 'method' && isType(place, 'static')) return fillSecrets(place, environment)
    return []
  })
}

/**
 * Resolves `disabled` in the tree (in place): a variable with any value disables. Returns the workers that are
 * disabled.
 */
export function settleDisabled(places: readonly Place[], environment: Environment): ReadonlySet<number> {
  const disabled = places
    .filter(({ kind }) => kind === 'worker')
    .filter(({ value }) => {
      const options = member(value, 'options')
      const name = bracedName(member(options, 'disabled'))
      if (name !== undefined) replace(options, 'disabled', lookUp(environment, name) !== '')
      return member(options, 'disabled') === true
    })
  return new Set(disabled.flatMap(({ worker }) => worker ?? []))
}

function fillSecrets({ name, value, path }: Place, environment: Environment): readonly Problem[] {
  const [list, key] = secretsOf.get(name) ?? []
  if (list === undefined || key === undefined) return []
  return below(value, path, list).flatMap((login) => {
    const variable = bracedName(member(login.value, key))
    if (variable === undefined) return []
    const secret = lookUp(environment, variable)
    if (secret === '')
      return [fault([...login.path, key], `the environment variable ${variable} is not set (or empty)`)]
    replace(login.value, key, secret)
    return []
  })
}

const secretsOf = new Map([
  ['ticket', ['principals', 'ticket'] as const],
  ['wampcra', ['users', 'secret'] as const],
])

function fillPort({ value, path }: Place, environment: Environment): readonly Problem[] {
  const port = member(value, 'port')
  const variable = typeof port === 'string' ? /^\$(\w+)$/.exec(port)?.[1] : undefined
  if (variable === undefined) return []
  const text = lookUp(environment, variable)
  if (text === '') return [fault([...path, 'port'], `the environment variable ${variable} is not set (or empty)`)]
  if (!/^\d{1,5}$/.test(text)) return [fault([...path, 'port'], `the environment variable ${variable} is not a port`)]
  replace(value, 'port', Number(text))
  return []
}

const bracedName = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^\$\{([^}]+)\}$/.exec(value)?.[1] : undefined

const lookUp = (environment: Environment, name: string): string =>
  Object.hasOwn(environment, name) ? (environment[name] ?? '') : ''

const replace = (holder: unknown, key: string, value: string | number | boolean): void => {
  if (typeof holder === 'object' && holder !== null) Object.defineProperty(holder, key, { value })
}
