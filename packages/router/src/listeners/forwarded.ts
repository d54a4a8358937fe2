/**
 * The client of a request as proxies name it: `Forwarded` (RFC 7239), or the older `X-Forwarded-For` and
 * `X-Forwarded-Proto`. Only a trusted proxy is believed. Of the hops that it names, only the nearest one that is not
 * trusted counts: the client itself may have written everything before that hop.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Forwarded } from '../transports/http-service.ts'
import type { TrustedProxies } from './addresses.ts'

/** The headers name two different clients: the client itself wrote one of them, and the proxy passed it on. */
export type Contradiction = 'contradiction'

/** Reads the headers of a request that came from a trusted proxy. Undefined where they do not name its client. */
export function readForwarded(
  headers: IncomingHttpHeaders,
  proxies: TrustedProxies,
): Forwarded | Contradiction | undefined {
  const standard = readStandard(textOf(headers['forwarded']), proxies)
  const older = readOlder(headers, proxies)
  if (standard?.address === undefined) return older ?? standard
  if (older?.address === undefined) return standard
  return standard.address === older.address ? standard : 'contradiction'
}

function readStandard(header: string | undefined, proxies: TrustedProxies): Forwarded | undefined {
  if (header === undefined) return undefined
  const elements = split(header, ',').map(parametersOf)
  const found = proxies.nearestStranger(elements.map((element) => element.get('for') ?? ''))
  const element = found === undefined ? elements.at(-1) : elements[found.at]
  return { address: found?.address, isSecure: isSecure(element?.get('proto')), namesHops: true }
}

function readOlder(headers: IncomingHttpHeaders, proxies: TrustedProxies): Forwarded | undefined {
  const hops = textOf(headers['x-forwarded-for'])?.split(',')
  const schemes = textOf(headers['x-forwarded-proto'])?.split(',')
  if (hops === undefined && schemes === undefined) return undefined
  const found = proxies.nearestStranger(hops ?? [])
  // Most proxies send one scheme, others one for each hop.
  const scheme = found !== undefined && schemes?.length === hops?.length ? schemes?.[found.at] : schemes?.at(-1)
  return { address: found?.address, isSecure: isSecure(scheme), namesHops: hops !== undefined }
}

const isSecure = (scheme: string | undefined): boolean | undefined =>
  scheme === undefined ? undefined : /^\s*(https|wss)\s*$/i.test(scheme)

const textOf = (header: string | readonly string[] | undefined): string | undefined =>
  header === undefined ? undefined : [header].flat().join(',')

/** The parameters of one hop: `for="[2001:db8::1]:4711";proto=https`. Their names may be written in any case. */
function parametersOf(element: string): ReadonlyMap<string, string> {
  return new Map(
    split(element, ';').map((parameter) => {
      const at = parameter.indexOf('=')
      return [parameter.slice(0, at).trim().toLowerCase(), unquoted(parameter.slice(at + 1).trim())]
    }),
  )
}

const unquoted = (text: string): string => /^"(.*)"$/s.exec(text)?.[1]?.replaceAll(/\\(.)/gs, '$1') ?? text

/** Splits at each separator outside quotes. */
function split(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isQuoted && character === '\\') at++
    else if (character === '"') isQuoted = !isQuoted
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}
