/** 300 clients that ask for a large file and do not read it. */
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { OwnAttack } from './attack.ts'
import { residentMiB, startOwnRouter } from './own-router.ts'

const CLIENTS = 300
/** The router ends them after 30 s. System buffers and the interval of its check add to that. */
const MOST_SECONDS = 45
/** MiB of resident memory; the limit for all attacks is 400. */
const MOST_MIB = 300

/** Measures the time until all downloads are ended, and the memory meanwhile. */
export const unreadDownloads: OwnAttack = async () => {
  await using router = await startOwnRouter({
    paths: { files: { type: 'static', directory: '.' }, metrics: { type: 'metrics' } },
    files: { large: 'x'.repeat(32 * 1024 * 1024) },
  })
  const before = residentMiB(router.pid)
  const sockets = Array.from({ length: CLIENTS }, () => {
    const socket = connect(router.port, '127.0.0.1').on('error', () => {})
    socket.write('GET /files/large HTTP/1.1\r\nHost: localhost\r\n\r\n')
    return socket
  })
  const since = performance.now()
  const seconds = (): number => (performance.now() - since) / 1000
  let most = 0
  const ended = async (): Promise<number> =>
    Number(/event="responses_stalled"\} (\d+)/.exec(await router.asked('metrics'))?.[1] ?? 0)
  while ((await ended()) < CLIENTS && seconds() < MOST_SECONDS) {
    most = Math.max(most, residentMiB(router.pid) - before)
    await pause(500)
  }
  const count = await ended()
  const took = seconds()
  for (const socket of sockets) socket.destroy()
  return {
    figure: `${count} of ${CLIENTS} ended within ${took.toFixed(0)} s, +${most.toFixed(0)} MiB`,
    holds: count === CLIENTS && most <= MOST_MIB,
  }
}
