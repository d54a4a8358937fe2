import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10

/** Watches the event loop from now on. Returns what tells its longest delay so far, in seconds. */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  // Each value has the time between two measurements in it.
  return () => Math.max(0, histogram.max / 1e9 - RESOLUTION_MS / 1000)
}
