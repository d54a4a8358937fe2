/** When each of many sessions is told to go, and when it may come back. */
export interface Farewell<Receiver> {
  readonly receiver: Receiver
  /** Milliseconds from now. */
  readonly atMs: number
  /** Milliseconds from then. */
  readonly retryAfterMs: number
}

const FIRST_RETRY_MS = 1_000
/** All sessions of a router come back over at least so long, also where all are told at once. */
const LEAST_SPREAD_MS = 5_000

/** Spreads sessions evenly over some time, in order. */
export function evenly<Receiver>(receivers: readonly Receiver[], overMs: number): readonly Farewell<Receiver>[] {
  const spreadMs = Math.max(0, LEAST_SPREAD_MS - overMs)
  return receivers.map((receiver, index) => {
    const share = index / receivers.length
    return {
      receiver,
      atMs: Math.floor(overMs * share),
      retryAfterMs: FIRST_RETRY_MS + Math.floor(spreadMs * share),
    }
  })
}
