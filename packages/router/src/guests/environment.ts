/**
 * The environment of a guest: the variables that the config passes on, those that it adds, and the router's own Node
 * on the PATH.
 */
import { delimiter } from 'node:path'
import type { EnvironmentOptions } from './options.ts'

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Puts the folder of the Node that runs the router first on a PATH, so that the same Node runs a guest called `node`,
 * even where that Node was installed by a project. A PATH that already has the folder keeps its order, because the
 * order was chosen on purpose.
 */
export function pathWith(nodeFolder: string, path: string | undefined): string {
  if (path === undefined || path === '') return nodeFolder
  return path.split(delimiter).includes(nodeFolder) ? path : nodeFolder + delimiter + path
}

/** The environment that a guest gets. With `inherit: false` it has only `vars`, not even a PATH, as in Crossbar. */
export function guestEnvironment(
  { inherit, vars }: EnvironmentOptions,
  ours: Environment,
  nodeFolder: string,
): Record<string, string> {
  const found = Object.entries({ ...ours, PATH: pathWith(nodeFolder, ours['PATH']) }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isInherited(entry[0], inherit),
  )
  return { PYTHONUNBUFFERED: '1', ...Object.fromEntries(found), ...Object.fromEntries(vars) }
}

const isInherited = (name: string, inherit: EnvironmentOptions['inherit']): boolean =>
  typeof inherit === 'boolean' ? inherit : inherit.includes(name)
