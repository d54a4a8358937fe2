/**
 * Is node_modules what package-lock.json asks for? Exit code 0 or 1, a reason on standard output.
 *
 * As its last step npm writes the installed versions to node_modules/.package-lock.json. Comparing the two files
 * finds an old install and an interrupted one. Looking for each package's package.json finds one that was deleted by
 * hand. All that takes 10 ms. The alternative was a stamp with the checksum of the lockfile; it would not notice
 * later changes.
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
    if (found.integrity !== entry.integrity) return `${path} differs from the one in the lockfile`
    if (!existsSync(join(folder, path, 'package.json'))) return `${path} was deleted`
  }
  return undefined
}

function packages(file: string): Readonly<Record<string, Entry>> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}
