/** A standard output that fails: on a full disk, without a reader, and with a reader that stalls at debug (Linux). */
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { OwnAttack } from './attack.ts'
import { residentMiB, startOwnRouter } from './own-router.ts'
import type { OwnRouter } from './own-router.ts'

const MOST_MIB = 60
const MOST_STOP_SECONDS = 5
/** A router that has just started compiles its code, which takes memory as well. */
const WARM_MS = 2_000

/** Runs a router on each kind of broken output. */
export const brokenLog: OwnAttack = async () => {
  const figures = [await fullDisk(), await noReader(), await stalledReader()]
  return { figure: figures.map(({ figure }) => figure).join('; '), holds: figures.every(({ holds }) => holds) }
}

async function fullDisk() {
  const full = openSync('/dev/full', 'w')
  await using router = await startOwnRouter({ stdio: ['ignore', full, full] })
  closeSync(full)
  return await verdict('full disk', router) // before the router is stopped
}

async function noReader() {
  await using router = await startOwnRouter({ stdio: ['ignore', 'pipe', 'ignore'] })
  router.child.stdout?.destroy()
  return await verdict('no reader', router)
}

async function stalledReader() {
  await using router = await startOwnRouter({ stdio: ['ignore', 'pipe', 'ignore'], args: ['--loglevel', 'debug'] })
  await pause(WARM_MS)
  const before = residentMiB(router.pid)
  const ws = await joined(router.url)
  const event = JSON.stringify([16, 1, {}, 'com.example.topic', ['x'.repeat(500)]])
  for (const until = performance.now() + 6_000; performance.now() < until; await pause(10))
    for (let sent = 0; sent < 200 && ws.bufferedAmount < 1024 * 1024; sent++) ws.send(event)
  const grown = residentMiB(router.pid) - before
  ws.terminate()
  const { figure, holds } = await verdict('stalled reader', router)
  return { figure: `${figure}, +${grown.toFixed(0)} MiB`, holds: holds && grown <= MOST_MIB }
}

async function joined(url: string): Promise<WebSocket> {
  const ws = new WebSocket(url, ['wamp.2.json'])
  ws.on('error', () => {})
  await once(ws, 'open')
  ws.send('[1,"realm1",{"roles":{"publisher":{}}}]')
  await once(ws, 'message')
  return ws
}

/** Writes log lines, and checks that the router still answers and that SIGTERM ends it in time. */
async function verdict(name: string, { url, child, asked }: OwnRouter) {
  for (let times = 0; times < 20; times++) (await joined(url)).terminate()
  const lives = (await asked('readyz')) === 'ready\n'
  const exited = once(child, 'exit')
  const since = performance.now()
  child.kill('SIGTERM')
  const code = await Promise.race([exited.then(([status]) => status), pause(MOST_STOP_SECONDS * 1000, 'late')])
  const seconds = (performance.now() - since) / 1000
  return {
    figure: `${name}: ${lives ? 'lives' : 'gone'}, SIGTERM ends it with ${code} after ${seconds.toFixed(1)} s`,
    holds: lives && code === 0,
  }
}
