/** Detects links that lead out of a directory. */
import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/**
 * True where these paths, relative to the directory, lie in it once all links are followed. A path that does not
 * exist passes. The directory may itself be a link.
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
