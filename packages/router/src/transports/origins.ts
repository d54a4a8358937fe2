/**
 * May this page connect? Where nothing is configured, a page from the same host may (whatever the port), and any page
 * where it could not do more than any other program: no credential travels by itself and the listener is open anyway.
 */
import { quoted } from '../realm/quoted.ts'
import type { OriginOptions } from './options.ts'

/** The part of a request that decides. */
export interface Visitor {
  readonly origin: string | undefined
  readonly host: string | undefined
}

export type OriginVerdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string }

const ALLOWED: OriginVerdict = { allowed: true }

const refused = (why: string): OriginVerdict => ({ allowed: false, why })

/** Judges one request. A request without Origin comes from no browser and passes. */
export function judgeOrigin({ origin, host }: Visitor, options: OriginOptions): OriginVerdict {
  const { allowed, allowsNull, configPath } = options
  if (origin === undefined) return ALLOWED
  const anyMay = allowed === undefined ? !options.hasAmbientCredential && !options.isLoopback : allowed.includes('*')
  if (origin === 'null' || origin.startsWith('file:')) {
    return (allowsNull ?? anyMay)
      ? ALLOWED
      : refused(
          `origin ${quoted(origin)} is refused; set ${configPath}.allow_null_origin to true to allow pages without an origin`,
        )
  }
  if (anyMay || (allowed === undefined ? isSameHost(origin, host) : allowed.some((pattern) => fits(pattern, origin))))
    return ALLOWED
  return refused(`origin ${quoted(origin)} is not allowed; add it to ${configPath}.allowed_origins`)
}

/** Where an external port is configured, the Host header must name it. */
export function isExpectedHost(host: string | undefined, { externalPort }: OriginOptions): boolean {
  if (externalPort === undefined) return true
  const url = host === undefined ? null : URL.parse(`http://${host}`)
  return url !== null && (url.port === '' ? [80, 443].includes(externalPort) : url.port === String(externalPort))
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

function isSameHost(origin: string, host: string | undefined): boolean {
  const theirs = URL.parse(origin)?.hostname
  const ours = host === undefined ? undefined : URL.parse(`http://${host}`)?.hostname
  if (theirs === undefined || ours === undefined) return false
  return theirs === ours || (LOOPBACK.has(theirs) && LOOPBACK.has(ours))
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** A glob against `scheme://host:port`, the default port written out, as Crossbar does; without port as well. */
function fits(pattern: string, origin: string): boolean {
  const url = URL.parse(origin)
  const spelled =
    url === null || url.port !== '' ? origin : `${url.protocol}//${url.hostname}:${DEFAULT_PORTS[url.protocol] ?? ''}`
  return matchesGlob(pattern, origin) || matchesGlob(pattern, spelled)
}

/** Stars match anything; no backtracking: each literal piece is found once, from the left. */
function matchesGlob(pattern: string, text: string): boolean {
  const [first = '', ...pieces] = pattern.toLowerCase().split('*')
  const last = pieces.pop()
  const subject = text.toLowerCase()
  if (last === undefined) return subject === first
  if (!subject.startsWith(first)) return false
  let at = first.length
  for (const piece of pieces) {
    const found = subject.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return subject.length - last.length >= at && subject.endsWith(last)
}
