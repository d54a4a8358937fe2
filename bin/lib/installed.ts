/**
 * Is node_modules what package-lock.json asks for? Exit code 0 or 1, a reason on standard output.
 *
 * npm writes what it installed to node_modules/.package-lock.json as its last act, so comparing the two finds an old
 * install and an interrupted one; looking for each package's own file finds one that was deleted by hand. That takes
 * 10 ms. A stamp with the lockfile's checksum was the road not taken: it trusts that nobody touched anything since.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Entry {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optional?: boolean
}

const root = process.argv[2] ?? '.'
const missing = firstDifference(root)
if (missing) {
  console.log(missing)
  process.exitCode = 1
}

function firstDifference(folder: string): string | undefined {
  const wanted = packages(join(folder, 'package-lock.json'))
  const installed = packages(join(folder, 'node_modules/.package-lock.json'))
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/')) continue
    const found = installed[path]
    if (!found && entry.optional) continue // for another system
    if (!found) return `${path} is not installed`
    if (found.version !== entry.version) return `${path} is ${found.version}, not ${entry.version}`
    if (found.integrity !== entry.integrity) return `${path} has other contents`
    if (!existsSync(join(folder, path, 'package.json'))) return `${path} was deleted`
  }
  return undefined
}

function packages(file: string): Readonly<Record<string, Entry>> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}
