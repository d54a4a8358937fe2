/** The messages that a measured server sends to the measuring process. */
import type { Server } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Answers every message with `heapUsed` + `external` after a collection, and with the resident size. */
export function tellMemory(): void {
  process.on('message', () => {
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    process.send?.({ heap: heapUsed + external, rss })
  })
}

/** Answers every message with the longest delay of the event loop since the last one, and with the memory. */
export function tellDelay(): void {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  process.on('message', () => {
    const { heapUsed, external, rss } = process.memoryUsage()
    process.send?.({ heap: heapUsed + external, rss, maxDelayMs: delay.max / 1e6 })
    delay.reset()
  })
}

/** Listens on a free port, and sends its number. */
export function listenAndTell(http: Server): void {
  http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    const address = http.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
  })
}
