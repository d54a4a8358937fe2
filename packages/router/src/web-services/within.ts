/** Keeps to a directory where links lead out of it. */
import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/**
 * Whether these paths, relative to the directory, lie in it once all links are followed. A path that does not exist
 * leads nowhere and passes. The directory may be a link itself.
 */
export async function areWithin(directory: string, paths: readonly string[]): Promise<boolean> {
  const root = await found(directory)
  const places = await Promise.all(paths.map((path) => found(join(directory, path))))
  return places.every((place) => place === undefined || place === root || place.startsWith(`${root}${sep}`))
}

async function found(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch {
    return undefined
  }
}
