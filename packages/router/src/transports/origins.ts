/**
 * May this page connect? Where nothing is configured, a page from the same host may (whatever the port), and any page
 * where it could not do more than any other program: no credential travels by itself and the listener is open anyway.
 *
 * The name of a host is no proof on a loopback listener: by DNS rebinding a page's own name can come to mean 127.0.0.1.
 * There the Host header must name this machine, unless a trusted proxy has passed the request on: a page can point
 * its name at a port, but it cannot add forwarding headers to an upgrade.
 */
import { quoted } from '../realm/quoted.ts'
import type { OriginOptions } from './options.ts'

/** The part of a request that decides. */
export interface Visitor {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** A trusted proxy has passed the request on, and says for which client. */
  readonly isProxied: boolean
}

export type OriginVerdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string }

const ALLOWED: OriginVerdict = { allowed: true }

const refused = (why: string): OriginVerdict => ({ allowed: false, why })

/** Judges one request. A request without Origin comes from no browser and passes. */
export function judgeOrigin({ origin, host, isProxied }: Visitor, options: OriginOptions): OriginVerdict {
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
  if (anyMay || allowed?.some((pattern) => fits(pattern, origin)) === true) return ALLOWED
  if (allowed === undefined && isSameHost(origin, host)) {
    if (!options.isLoopback || isProxied || isLoopbackHost(host)) return ALLOWED
    return refused(
      `this endpoint listens on this machine alone, and the Host header ${quoted(host ?? '')} names another; ` +
        `behind a proxy, let the proxy set X-Forwarded-For and be in limits.trusted_proxies of the endpoint; ` +
        `otherwise add origin ${quoted(origin)} to ${configPath}.allowed_origins`,
    )
  }
  return refused(`origin ${quoted(origin)} is not allowed; add it to ${configPath}.allowed_origins`)
}

/** Where an external port is configured, the Host header must name it. */
export function isExpectedHost(host: string | undefined, { externalPort }: OriginOptions): boolean {
  if (externalPort === undefined) return true
  const url = host === undefined ? null : URL.parse(`http://${host}`)
  return url !== null && (url.port === '' ? [80, 443].includes(externalPort) : url.port === String(externalPort))
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Names that no DNS server can give away: browsers resolve `localhost` and everything below it by themselves. */
const isLoopbackHost = (host: string | undefined): boolean =>
  /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(nameOf(host) ?? '')

const nameOf = (host: string | undefined): string | undefined =>
  host === undefined ? undefined : URL.parse(`http://${host}`)?.hostname

function isSameHost(origin: string, host: string | undefined): boolean {
  const theirs = URL.parse(origin)?.hostname
  const ours = nameOf(host)
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
