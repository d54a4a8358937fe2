/** Repeats a load for some time, and computes the messages per CPU second of the server. */
import type { Server } from '../servers/server.ts'

export interface Sample {
  readonly messagesPerCpuSecond: number
  readonly messagesPerSecond: number
  readonly cpuMicrosPerMessage: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** `step` sends something and resolves with how many messages were delivered for it. */
export async function measure(server: Server, seconds: number, step: () => Promise<number>): Promise<Sample> {
  const warm = performance.now() + seconds * 300
  while (performance.now() < warm) await step()
  const laps: number[] = []
  const cpu = server.cpuSeconds()
  const start = performance.now()
  const end = start + seconds * 1000
  let messages = 0
  for (let now = start; now < end;) {
    messages += await step()
    const after = performance.now()
    laps.push(after - now)
    now = after
  }
  const used = Math.max(0.01, server.cpuSeconds() - cpu)
  const sorted = laps.toSorted((a, b) => a - b)
  return {
    messagesPerCpuSecond: messages / used,
    messagesPerSecond: (messages * 1000) / (performance.now() - start),
    cpuMicrosPerMessage: (used * 1e6) / messages,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  }
}
