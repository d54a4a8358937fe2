#!/usr/bin/env node
/**
 * The command `wampeter`. It first tells Node to keep what it compiles, which halves the time until a killed router
 * listens again; imports are run before anything else, so the command itself is imported after that. And it is plain
 * JavaScript: for this file alone, which no cache can hold, Node would load its compiler of TypeScript. It uses nothing
 * that an old Node lacks before it has looked at the version.
 */
import module from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

const OLDEST_NODE = 24
const { node } = process.versions
if (Number.parseInt(node, 10) < OLDEST_NODE) {
  console.error(`error: Wampeter needs Node ${OLDEST_NODE} or newer, and ${process.execPath} is Node ${node}`)
  process.exit(1)
}

const { NODE_COMPILE_CACHE, XDG_CACHE_HOME = '' } = process.env

const folder = NODE_COMPILE_CACHE ?? ownFolder()
if (folder !== undefined) module.enableCompileCache(folder)

// From the first moment on: SIGUSR1 would open Node's debugger, SIGUSR2 would end the process.
for (const signal of ['SIGUSR1', 'SIGUSR2']) process.on(signal, () => {})

await import('./command-line.ts')

/** Of the user's own: what lies in the system's common one, or in the current one, anybody could have put there. */
function ownFolder() {
  if (isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'wampeter')
  try {
    return isAbsolute(homedir()) ? join(homedir(), '.cache', 'wampeter') : undefined
  } catch {
    return undefined // the system does not know this user
  }
}
