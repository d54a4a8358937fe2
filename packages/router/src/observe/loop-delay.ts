import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10

/** Measures the event loop from now on. Returns a function that returns its longest delay so far, in seconds. */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  // Each value includes the interval between two measurements.
  return () => Math.max(0, histogram.max / 1e9 - RESOLUTION_MS / 1000)
}
