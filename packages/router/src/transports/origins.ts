/**
 * Decides whether a web page may connect. By default a page from the same host may, whatever its port. Any page may
 * connect if it can do no more than any other program: the browser sends no credential by itself, and the listener is
 * open to the network.
 * On a loopback listener the name of the host proves nothing: by DNS rebinding, an attacker's own name can resolve to
 * 127.0.0.1. There the Host header must name this machine, unless a trusted proxy has forwarded the request. A page can
 * make its name resolve to this machine, but it cannot add forwarding headers to an upgrade.
 */
import { quoted } from '../realm/quoted.ts'
import type { OriginOptions } from './options.ts'

/** The headers of a request that decide. */
export interface Visitor {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** True when a trusted proxy has forwarded the request and names its client. */
  readonly isProxied: boolean
}

/** Whether a page may connect; if not, the reason. */
export type OriginVerdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string }

const ALLOWED: OriginVerdict = { allowed: true }

const refused = (why: string): OriginVerdict => ({ allowed: false, why })

/** Judges one request. A request without Origin does not come from a browser and is allowed. */
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
      `this endpoint listens on the loopback interface only, but the Host header ${quoted(host ?? '')} names another host; ` +
        `behind a proxy, make the proxy set X-Forwarded-For and add its address to limits.trusted_proxies of the endpoint; ` +
        `otherwise add origin ${quoted(origin)} to ${configPath}.allowed_origins`,
    )
  }
  return refused(`origin ${quoted(origin)} is not allowed; add it to ${configPath}.allowed_origins`)
}

/** True when the Host header names the external port, or when none is configured. */
export function isExpectedHost(host: string | undefined, { externalPort }: OriginOptions): boolean {
  if (externalPort === undefined) return true
  const url = host === undefined ? null : URL.parse(`http://${host}`)
  return url !== null && (url.port === '' ? [80, 443].includes(externalPort) : url.port === String(externalPort))
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** True for the names of this machine. Browsers resolve `localhost` and names below it without DNS. */
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

/**
 * Matches a pattern against `scheme://host:port`, with the default port written out, as in Crossbar, and without it.
 */
function fits(pattern: string, origin: string): boolean {
  const url = URL.parse(origin)
  const spelled =
    url === null || url.port !== '' ? origin : `${url.protocol}//${url.hostname}:${DEFAULT_PORTS[url.protocol] ?? ''}`
  return matchesGlob(pattern, origin) || matchesGlob(pattern, spelled)
}

/**
 * Matches a pattern in which `*` stands for any text. Each literal piece is found once, from the left, without
 * backtracking.
 */
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
