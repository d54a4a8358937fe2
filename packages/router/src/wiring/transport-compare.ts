/** Matches the transports of a changed config with the open ones: by address and port, never by their position. */
import { isSame } from '../config/same.ts'
import type { ListenOptions } from '../listeners/options.ts'
import type { TransportOptions } from '../options.ts'

/** The properties of an open transport that matter here. */
export interface Listening {
  readonly options: TransportOptions
}

export interface Pair<Open extends Listening> {
  readonly open: Open
  readonly options: TransportOptions
}

export interface Compared<Open extends Listening> {
  /** Transports that keep their listener. */
  readonly kept: readonly Pair<Open>[]
  /** Transports that need a new listener on the same port. */
  readonly moved: readonly Pair<Open>[]
  readonly added: readonly TransportOptions[]
  readonly removed: readonly Open[]
}

type Fits = (one: ListenOptions, other: ListenOptions) => boolean

export function compareTransports<Open extends Listening>(
  open: readonly Open[],
  next: readonly TransportOptions[],
): Compared<Open> {
  const left = new Set(open)
  const pair = (wanted: readonly TransportOptions[], fits: Fits) => {
    const pairs: Pair<Open>[] = []
    const others: TransportOptions[] = []
    for (const options of wanted) {
      const found = [...left].find((one) => fits(one.options.listen, options.listen))
      if (found === undefined) others.push(options)
      else pairs.push({ open: found, options })
      if (found !== undefined) left.delete(found)
    }
    return { pairs, others }
  }
  const same = pair(next, isSameListener)
  const beside = pair(same.others, (one, other) => sharesPort(one, other) && one.host === other.host)
  const elsewhere = pair(beside.others, sharesPort)
  return {
    kept: same.pairs,
    moved: [...beside.pairs, ...elsewhere.pairs],
    added: elsewhere.others,
    removed: [...left],
  }
}

/** True where the options differ only in what can be changed while the listener runs. */
const isSameListener: Fits = (one, other) => isSame(listenerOf(one), listenerOf(other))

const listenerOf = ({ host, port, portRange, isIPv6, isShared, backlog, tls }: ListenOptions): unknown => ({
  host,
  port,
  portRange,
  isIPv6,
  isShared,
  backlog,
  isSecure: tls !== undefined,
})

const sharesPort: Fits = (one, other) =>
  one.port === other.port && one.port !== 0 && isSame(one.portRange, other.portRange)
