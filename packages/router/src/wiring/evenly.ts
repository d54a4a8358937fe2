/** When each of many sessions is ended, and when its client may come back. */
export interface Farewell<Receiver> {
  readonly receiver: Receiver
  /** When the session is ended, in milliseconds from now. */
  readonly atMs: number
  /** When the client may come back, in milliseconds after that. */
  readonly retryAfterMs: number
}

const FIRST_RETRY_MS = 1_000
/** The clients of a router come back spread over at least this time, even where all sessions are ended at once. */
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
