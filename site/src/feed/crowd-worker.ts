/** The thread of a crowd: a feed on a port of its own, on this machine only, and its readers, one way after the other. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { hostRule } from '../web/hosts.ts'
import type { Crowd, CrowdFigures } from './crowd.ts'
import { CROWD_WAYS, type CrowdWay } from './crowd-readers.ts'
import { Feed } from './feed.ts'
import { FeedService, WAYS } from './feed-service.ts'
import { FeedSockets } from './feed-socket.ts'

const crowd = workerData as Crowd
const service = new FeedService(new Feed(), {
  mostOpen: crowd.readers,
  longestWaitMs: 25_000,
  longestStreamMs: 60_000,
})
const sockets = new FeedSockets(service, hostRule(undefined))
const open = new Set<Socket>()
/** Requests and bytes of all connections until now; those of connections that have ended are kept. */
const sum = { requests: 0, bytes: 0 }

const server = createServer((request, response) => {
  sum.requests++
  const way = WAYS.find((one) => request.url?.startsWith(`/0/feed/${one}`))
  service.answer(way ?? 'poll', request, response)
})
server.on('upgrade', (request, socket, head) => {
  sum.requests++
  sockets.upgrade(request, socket, head)
})
server.on('connection', (socket) => {
  open.add(socket)
  socket.once('close', () => {
    open.delete(socket)
    sum.bytes += bytesOf(socket)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const host = `127.0.0.1:${(server.address() as AddressInfo).port}`

for (const way of CROWD_WAYS) parentPort?.postMessage(await measure(way))
sockets.close()
server.close()
server.closeAllConnections()

async function measure(way: CrowdWay): Promise<CrowdFigures> {
  const { readers, comingMs, measuredMs } = crowd
  const leave = new AbortController()
  let late: number[] = []
  const arrived = ({ at }: { readonly at: number }): void => void late.push(Math.max(0, Date.now() - at))
  const each = { ...crowd, host, newest: () => service.feed.newest(crowd.rate), arrived, signal: leave.signal }
  for (let reader = 0; reader < readers; reader++) way.read(each)
  await pause(comingMs)
  late = []
  const before = { requests: sum.requests, bytes: totalBytes(), at: performance.now() }
  await pause(measuredMs)
  const seconds = (performance.now() - before.at) / 1_000
  const [requests, bytes] = [sum.requests - before.requests, totalBytes() - before.bytes]
  const sorted = late.toSorted((a, b) => a - b)
  const at = (share: number): number | undefined => sorted[Math.floor(sorted.length * share)]
  leave.abort()
  server.closeAllConnections()
  while (open.size > 0) await pause(10)
  return {
    way: way.name,
    readers,
    lateMs: at(0.5),
    mostlyLateMs: at(0.95),
    items: sorted.length,
    requestsPerSecond: requests / seconds,
    bytesPerSecond: bytes / seconds,
  }
}

function totalBytes(): number {
  return [...open].reduce((total, socket) => total + bytesOf(socket), sum.bytes)
}

function bytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + bytesWritten
}
