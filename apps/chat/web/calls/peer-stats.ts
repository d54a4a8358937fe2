/** What the statistics of a connection say. */
export interface PeerStats {
  readonly framesDecoded: number
  readonly framesPerSecond: number
  readonly bytesSent: number
  readonly bytesReceived: number
  /** True: by a TURN server. */
  readonly isRelayed: boolean
  readonly roundTripMs: number | undefined
}

type Report = Readonly<Record<string, unknown>>

/** Reads the reports of `getStats()`. */
export function readStats(reports: Iterable<unknown>): PeerStats {
  const all = [...reports] as readonly Report[]
  const number = (of: Report | undefined, key: string): number => Number(of?.[key] ?? 0)
  const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
  const transport = all.find(({ type }) => type === 'transport')
  const pair = all.find(({ id }) => id !== undefined && id === transport?.['selectedCandidatePairId'])
  const isRelay = (id: unknown): boolean => all.some((one) => one['id'] === id && one['candidateType'] === 'relay')
  const roundTrip = pair?.['currentRoundTripTime']
  return {
    framesDecoded: number(video, 'framesDecoded'),
    framesPerSecond: number(video, 'framesPerSecond'),
    bytesSent: number(transport, 'bytesSent'),
    bytesReceived: number(transport, 'bytesReceived'),
    isRelayed: isRelay(pair?.['localCandidateId']) || isRelay(pair?.['remoteCandidateId']),
    roundTripMs: typeof roundTrip === 'number' ? roundTrip * 1_000 : undefined,
  }
}
