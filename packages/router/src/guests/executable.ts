import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

/**
 * Finds the file to run: in the working directory, else on the PATH. Undefined where neither has an executable file
 * of this name.
 */
export function findExecutable(
  executable: string,
  { workdir, path }: { readonly workdir: string; readonly path: string },
): string | undefined {
  const here = resolve(workdir, executable)
  if (isExecutable(here)) return here
  if (executable.includes('/')) return undefined
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, executable))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
