/** Signals of calls: what one page tells another so that they can connect. Lesson 7's page shows them in words. */
import { asDict, asText } from './values.ts'

const PREFIX = 'workshop.signal.'

/** The kind of a signal: `offer`, `answer`, `candidate` or another word. Undefined for what is no signal. */
export function signalIn(uri: unknown, named: unknown): string | undefined {
  if (!asText(uri)?.startsWith(PREFIX)) return undefined
  const { kind, description } = asDict(named)
  return kind === 'description' ? asText(asDict(description)['type']) : asText(kind)
}

/** The end of a sentence about a signal. */
export function signalInWords(uri: unknown, named: unknown): string | undefined {
  const kind = signalIn(uri, named)
  if (kind === undefined) return undefined
  const { description, candidate } = asDict(named)
  if (kind === 'offer' || kind === 'answer') {
    const sdp = asText(asDict(description)['sdp']) ?? ''
    const media = [...sdp.matchAll(/^m=(\w+)/gm)].map(([, what]) => (what === 'application' ? 'data' : what))
    return `: an ${kind} of ${media.join(' and ') || 'nothing'}, ${sdp.length.toLocaleString('en')} characters`
  }
  if (kind !== 'candidate') return `: \`${kind.slice(0, 60)}\``
  const line = asText(asDict(candidate)['candidate'])
  if (!line) return ': no more candidates'
  const [, , protocol, , address, port, , type] = line.split(' ')
  return `: a candidate, \`${type} ${protocol} ${address}:${port}\``
}
