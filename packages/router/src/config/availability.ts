/** Finds what a config holds and this version does not do: looks up every place of it in the table. */
import { unavailable, type Row } from './availability-table.ts'
import { isType, type Place } from './places.ts'
import { fault, warning, type Path, type Problem } from './problem.ts'
import { elements, member } from './schema/objects.ts'

/** The parts of this config that this version does not do. */
export const reportUnavailable = (places: readonly Place[]): readonly Problem[] =>
  places.flatMap((place) => [
    ...unavailable.filter((row) => concerns(row, place)).map((row) => report(row, place)),
    ...(place.kind === 'websocket' ? reportSerializers(place) : []),
    ...(place.kind === 'worker' ? reportPython(place) : []),
  ])

function concerns(row: Row, place: Place): boolean {
  if (row.of !== place.kind) return false
  if (row.type !== undefined && !isType(place, row.type)) return false
  if (row.method !== undefined && row.method !== place.name) return false
  return row.key === undefined || isAsked(inside(place.value, row.key), row)
}

function isAsked(value: unknown, row: Row): boolean {
  if ('value' in row) return value === row.value
  const isNothing = value === undefined || value === null || value === false || value === 0
  return !isNothing && !(Array.isArray(value) && value.length === 0)
}

function report(row: Row, place: Place): Problem {
  const path: Path = [...place.path, ...stepsTo(row)]
  return row.optional === true ? warning(path, row.says) : fault(path, row.says)
}

function stepsTo(row: Row): Path {
  if (row.key !== undefined) return row.key.split('.')
  return row.type === undefined ? [] : ['type']
}

const inside = (value: unknown, key: string): unknown => key.split('.').reduce(member, value)

/** Serializers that this version speaks. */
const spoken = ['json', 'msgpack', 'cbor']

/** A serializer that only other routers speak is left out, as long as another one remains. */
function reportSerializers({ value, path }: Place): readonly Problem[] {
  const names = elements(member(value, 'serializers'))
  const missing = [...names.entries()].filter(([, name]) => name === 'ubjson' || name === 'flatbuffers')
  if (names.some((name) => typeof name === 'string' && spoken.includes(name))) {
    return missing.map(([index, name]) =>
      warning([...path, 'serializers', index], `"${name}" is not available and left out`),
    )
  }
  return missing.length === 0
    ? []
    : [
        fault(
          [...path, 'serializers'],
          `none of these is available: add one of ${spoken.map((name) => `"${name}"`).join(', ')}`,
        ),
      ]
}

const asGuest =
  'start its program as a worker of type "guest" ({"type": "guest", "executable": "python3", "arguments": [the script]})'

/**
 * Python components are valid, and cannot run here. Each is reported by name, with the alternative; the rest of the
 * config starts. Leaving a component out grants no rights: a login or an authorization that it should have answered
 * is refused.
 */
function reportPython({ value, path }: Place): readonly Problem[] {
  const components = [...elements(member(value, 'components')).entries()].map(([index, component]) =>
    warning([...path, 'components', index], `the Python component ${nameOf(component)} is not run here: ${asGuest}`),
  )
  if (member(value, 'type') !== 'container' || components.length > 0) return components
  return [warning([...path, 'type'], `containers are for Python components and are not run here: ${asGuest}`)]
}

/** A class by its name, a function by the first of its callbacks. */
function nameOf(component: unknown): string {
  const callbacks = member(component, 'callbacks')
  const functions = ['join', 'leave', 'connect', 'disconnect'].map((key) => member(callbacks, key))
  const name = [member(component, 'classname'), ...functions, member(component, 'id')].find(
    (found) => typeof found === 'string',
  )
  return name === undefined ? 'without a name' : JSON.stringify(name)
}
