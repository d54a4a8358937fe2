/** The checks of lesson 0: each is met by what the page measures. */
import type { Figures } from './figures.ts'

export type Way = 'polling' | 'long polling' | 'server-sent events' | 'WebSocket'

/** What the page knows when it looks at its checks. */
export interface Seen {
  readonly figures: Readonly<Record<Way, Figures>>
  readonly rate: number
  readonly networkMs: number
  readonly readers: number
  /** The most real readers that have measured all ways; 0 before the first. */
  readonly measured: number
  /** The text whose frame is shown; empty for none. */
  readonly framed: string
}

type Facts = Readonly<Record<string, string>>

/** True when what is seen meets the check. Throws for a kind that does not exist. */
export function isMet(kind: string, facts: Facts, seen: Seen): boolean {
  const { polling, WebSocket: socket } = seen.figures
  const least = Number(facts['least'])
  switch (kind) {
    case 'ARRIVED':
      return Object.values(seen.figures).every(({ items }) => items > 0)
    case 'POLLED':
      return polling.items >= 5 && (polling.lateMs ?? Infinity) <= Number(facts['late'])
    case 'RATE':
      return seen.rate >= least && socket.items >= least
    case 'SLOW':
      return seen.networkMs >= least && (socket.lateMs ?? 0) >= least && polling.items > 0
    case 'READERS':
      return seen.readers >= least
    case 'MEASURED':
      return seen.measured >= least
    case 'FRAMED':
      return seen.framed !== ''
    default:
      throw new Error(`lesson 0 has no check ${kind}`)
  }
}
