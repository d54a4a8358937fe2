/** Which transports of a changed config are which: by where they listen, never by number. */
import { isSame } from '../config/same.ts'
import type { ListenOptions } from '../listeners/options.ts'
import type { TransportOptions } from '../options.ts'

/** A transport that is open, as far as it matters here. */
export interface Listening {
  readonly options: TransportOptions
}

export interface Pair<Open extends Listening> {
  readonly open: Open
  readonly options: TransportOptions
}

export interface Compared<Open extends Listening> {
  /** The same listener will do. */
  readonly kept: readonly Pair<Open>[]
  /** They need another listener, on the same port. */
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

/** What differs can be changed while it listens. */
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
