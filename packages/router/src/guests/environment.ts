/** The environment of a guest: what the config lets through, what it adds, and the router's own Node on the PATH. */
import { delimiter } from 'node:path'
import type { EnvironmentOptions } from './options.ts'

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Puts the folder of the Node that runs the router before a PATH, so that a guest called `node` is run by it also
 * where that Node came with a project. A PATH that has the folder already keeps its order: it was arranged on purpose.
 */
export function pathWith(nodeFolder: string, path: string | undefined): string {
  if (path === undefined || path === '') return nodeFolder
  return path.split(delimiter).includes(nodeFolder) ? path : nodeFolder + delimiter + path
}

/** What a guest gets. `inherit: false` gives nothing but `vars`, not even a PATH, as in Crossbar. */
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
