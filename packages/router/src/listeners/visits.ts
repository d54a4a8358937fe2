/** Turns a request into a visit: its path, and its client as trusted proxies name it. */
import type { UpgradeRequest, Visit } from '../transports/http-service.ts'
import type { TrustedProxies } from './addresses.ts'
import { readForwarded } from './forwarded.ts'

/** A visit, or the reason why the request is answered with 400. */
export function visitOf<Request extends UpgradeRequest>(
  request: Request,
  proxies: TrustedProxies,
): Visit<Request> | string {
  if (hostsOf(request) > 1) return 'the request has more than one Host header'
  const { remoteAddress } = request.socket
  const isTrusted = remoteAddress !== undefined && proxies.has(remoteAddress)
  const forwarded = isTrusted ? readForwarded(request.headers, proxies) : undefined
  if (forwarded === 'contradiction')
    return 'Forwarded and X-Forwarded-For name different clients; let the proxy set one of them and remove the other'
  return { request, path: pathOf(request), forwarded }
}

/** The path without its query, starting with exactly one slash, because URL parsers read `//host/path` as a host. */
function pathOf({ url = '/' }: UpgradeRequest): string {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  return path.startsWith('/') && path[1] !== '/' ? path : path.replace(/^\/*/, '/')
}

const HOST = 'host'

/**
 * Counts Host headers. Node keeps the first and drops the others, but a proxy may have used the last (RFC 9112, 3.2).
 */
function hostsOf({ rawHeaders }: UpgradeRequest): number {
  if (rawHeaders === undefined) return 1
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === HOST.length && rawHeaders[at]?.toLowerCase() === HOST) count++
  return count
}
