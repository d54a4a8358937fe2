/** What a connection carries and costs, from two looks at its statistics. */

/** An entry of an RTCStatsReport; which fields it has depends on its type. */
export type Entry = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string }

/** Counts since the connection began. */
export interface Counts {
  readonly at: number
  readonly sent: number
  readonly received: number
  readonly encoded: number
  readonly decoded: number
  /** Seconds that the encoders of this page have worked. */
  readonly encodingSeconds: number
  readonly encoders: number
  readonly encoder: string | undefined
  /** Of the picture that is sent, as `640×480`. */
  readonly size: string | undefined
  readonly way: Way | undefined
}

/** The pair of addresses between which everything travels. */
export interface Way {
  readonly local: string
  readonly remote: string
  readonly roundTripMs: number | undefined
}

export interface Rates {
  readonly sentPerSecond: number
  readonly receivedPerSecond: number
  readonly encodedPerSecond: number
  readonly decodedPerSecond: number
  /** The share of one processor core that the encoders take, from 0 to 1. */
  readonly encoding: number
}

export function countsOf(entries: readonly Entry[], at: number): Counts {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const video = (type: string): readonly Entry[] =>
    entries.filter((entry) => entry.type === type && entry['kind'] === 'video')
  const out = video('outbound-rtp').filter((entry) => number(entry['framesEncoded']) > 0)
  const transports = entries.filter(({ type }) => type === 'transport')
  const [first] = out
  return {
    at,
    sent: sum(transports, 'bytesSent'),
    received: sum(transports, 'bytesReceived'),
    encoded: sum(out, 'framesEncoded'),
    decoded: sum(video('inbound-rtp'), 'framesDecoded'),
    encodingSeconds: sum(out, 'totalEncodeTime'),
    encoders: out.length,
    encoder: text(first?.['encoderImplementation']),
    size: first?.['frameWidth'] === undefined ? undefined : `${first['frameWidth']}×${first['frameHeight']}`,
    way: wayOf(byId, text(transports[0]?.['selectedCandidatePairId'])),
  }
}

export function ratesOf(before: Counts, after: Counts): Rates {
  const seconds = Math.max((after.at - before.at) / 1_000, 0.001)
  const per = (name: 'sent' | 'received' | 'encoded' | 'decoded' | 'encodingSeconds'): number =>
    Math.max(0, after[name] - before[name]) / seconds
  return {
    sentPerSecond: per('sent'),
    receivedPerSecond: per('received'),
    encodedPerSecond: per('encoded'),
    decodedPerSecond: per('decoded'),
    encoding: per('encodingSeconds'),
  }
}

function wayOf(byId: ReadonlyMap<string, Entry>, pairId: string | undefined): Way | undefined {
  const pair = pairId === undefined ? undefined : byId.get(pairId)
  if (pair === undefined) return undefined
  const end = (name: string): string => {
    const candidate = byId.get(text(pair[name]) ?? '')
    const address = text(candidate?.['address']) || 'an address that the browser does not tell'
    return `${text(candidate?.['candidateType']) ?? '?'} ${text(candidate?.['protocol']) ?? ''} ${address}:${number(candidate?.['port'])}`
  }
  const trip = pair['currentRoundTripTime']
  return {
    local: end('localCandidateId'),
    remote: end('remoteCandidateId'),
    roundTripMs: typeof trip === 'number' ? trip * 1_000 : undefined,
  }
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const sum = (entries: readonly Entry[], name: string): number =>
  entries.reduce((total, entry) => total + number(entry[name]), 0)

/** Bytes for people. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
