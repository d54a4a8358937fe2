/** Installs fox-wamp outside this workspace. Install scripts are off: its database, a native module, is not needed. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const FOX_VERSION = '0.7.28'

/** The folder with fox-wamp, which is installed where it is missing; undefined where that fails. */
export function foxFolder(given: string | undefined): string | undefined {
  const folder = given ?? join(tmpdir(), `wampeter-bench-fox-${FOX_VERSION}`)
  if (existsSync(join(folder, 'node_modules', 'fox-wamp'))) return folder
  if (given !== undefined) throw new Error(`there is no node_modules/fox-wamp in ${given}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
    const wanted = ['install', `fox-wamp@${FOX_VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund']
    execFileSync('npm', wanted, { cwd: folder, stdio: 'ignore', timeout: 120_000 })
    return folder
  } catch (error) {
    console.error(`fox-wamp could not be installed, and is left out: ${String(error)}`)
    return undefined
  }
}
