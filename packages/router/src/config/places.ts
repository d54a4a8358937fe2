/**
 * Finds the places of a config to which rules beyond its shape apply. It walks the tree as it was written, so that
 * those rules report their problems together with those of the schema. It assumes nothing about the shape.
 */
import type { Path } from './problem.ts'
import { elements, member } from './schema/objects.ts'

/** What a place is, in the words of the config. */
export type Kind =
  | 'controller'
  | 'worker'
  | 'realm'
  | 'role'
  | 'permission'
  | 'transport'
  | 'endpoint'
  | 'service'
  | 'websocket'
  | 'method'

/** A part of the config. */
export interface Place {
  readonly kind: Kind
  readonly path: Path
  readonly value: unknown
  /** The last step of the path: the name of a method, the path of a service. */
  readonly name: string
  /** Which entry of `workers` it belongs to. */
  readonly worker: number | undefined
}

/** Every place of the config, in the order of the file. */
export function places(tree: unknown): readonly Place[] {
  const workers = below(tree, [], 'workers').flatMap(({ path, value }, worker) =>
    inWorker(value, path).map((place) => ({ ...place, worker })),
  )
  const controller = {
    ...place('controller', member(tree, 'controller'), ['controller']),
    worker: undefined,
  }
  return [controller, ...workers].filter(({ value }) => value !== undefined)
}

/** Whether a place has this `type`. */
export const isType = ({ value }: Place, type: string): boolean => member(value, 'type') === type

type Local = Omit<Place, 'worker'>

function inWorker(worker: unknown, path: Path): readonly Local[] {
  if (member(worker, 'type') !== 'router') return [place('worker', worker, path)]
  const realms = below(worker, path, 'realms').flatMap((realm) => inRealm(realm.value, realm.path))
  const transports = below(worker, path, 'transports').flatMap((transport) =>
    inTransport(transport.value, transport.path),
  )
  return [place('worker', worker, path), ...realms, ...transports]
}

function inRealm(realm: unknown, path: Path): readonly Local[] {
  const roles = below(realm, path, 'roles').flatMap((role) => [
    place('role', role.value, role.path),
    ...below(role.value, role.path, 'permissions').map((rule) => place('permission', rule.value, rule.path)),
  ])
  return [place('realm', realm, path), ...roles]
}

function inTransport(transport: unknown, path: Path): readonly Local[] {
  const itself = place('transport', transport, path)
  const endpoint = place('endpoint', member(transport, 'endpoint'), [...path, 'endpoint'])
  if (member(transport, 'type') === 'websocket') return [itself, endpoint, ...inWebSocket(transport, path)]
  if (member(transport, 'type') === 'web') return [itself, endpoint, ...inPaths(transport, path)]
  return [itself]
}

function inPaths(holder: unknown, path: Path): readonly Local[] {
  return below(holder, path, 'paths').flatMap((service) => {
    const itself = place('service', service.value, service.path)
    const type = member(service.value, 'type')
    if (type === 'websocket') return [itself, ...inWebSocket(service.value, service.path)]
    return type === 'path' ? [itself, ...inPaths(service.value, service.path)] : [itself]
  })
}

function inWebSocket(holder: unknown, path: Path): readonly Local[] {
  const methods = below(holder, path, 'auth').map((method) => place('method', method.value, method.path))
  return [place('websocket', holder, path), ...methods]
}

const place = (kind: Kind, value: unknown, path: Path): Local => ({
  kind,
  path,
  value,
  name: String(path.at(-1) ?? ''),
})

/** What is in a list or dictionary of a place, with the path of each. */
export function below(value: unknown, path: Path, key: string): readonly { path: Path; value: unknown }[] {
  const inside = member(value, key)
  if (Array.isArray(inside)) {
    return elements(inside).map((element, index) => ({
      path: [...path, key, index],
      value: element,
    }))
  }
  if (typeof inside !== 'object' || inside === null) return []
  return Object.entries(inside).map(([name, element]) => ({
    path: [...path, key, name],
    value: element,
  }))
}
