/**
 * Ports for the servers of tests. They lie below those that a system gives to connections and to servers without a port
 * of their own, and each belongs to one process of tests until that process ends. So nobody takes a port between its
 * choice and the start of its server, or while its server is started again.
 */
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { randomInt } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const FIRST = 20_000
const LAST = 32_000
/** Has a file for each port that is taken, with the id of the process. */
const CLAIMS = join(tmpdir(), `wampeter-test-ports-${userInfo().uid}`)

const mine: string[] = []
process.on('exit', () => {
  for (const claim of mine) rmSync(claim, { force: true })
})

/** Different ports that are free, and that no other process of tests gets while this one runs. */
export async function freePorts(count: number): Promise<readonly number[]> {
  mkdirSync(CLAIMS, { recursive: true })
  const ports: number[] = []
  for (let port = randomInt(FIRST, LAST); ports.length < count; port = port < LAST ? port + 1 : FIRST)
    if (claim(port) && (await isFree(port))) ports.push(port)
  return ports
}

/** False where a process has the port that still runs. */
function claim(port: number): boolean {
  const file = join(CLAIMS, String(port))
  if (!create(file)) {
    forgetDead(file)
    if (!create(file)) return false
  }
  mine.push(file)
  return true
}

/** True for one process only. */
function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/** Removes what a killed process left. One process at a time, so that none removes what another has just created. */
function forgetDead(file: string): void {
  const owner = ownerOf(file)
  const lock = join(CLAIMS, 'lock')
  if (owner === undefined || isRunning(owner) || !create(lock)) return
  if (ownerOf(file) === owner) rmSync(file)
  rmSync(lock)
}

/** Undefined where there is no file, or it is just being written. */
function ownerOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return false
  }
  await once(server.close(), 'close')
  return true
}
