/**
 * The ports for workers. Being internal is a property of the listening port, never of what a client claims. Browsers are
 * kept out: they send Origin or Sec-Fetch-Site, and a rebound DNS name gives itself away by its Host.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { isLoopback } from '../../settings/app-settings.ts'
import type { Services } from '../services.ts'
import { bearerOf } from './bearer.ts'
import { Refusal } from './refusal.ts'
import type { Server } from './server.ts'

/** Without data; asked by whatever watches the process. */
const OPEN_ROUTES: ReadonlySet<string | undefined> = new Set(['/health', '/ready'])

export function keepToWorkers(server: Server, { settings }: Services): void {
  const { serviceToken } = settings.internal
  server.addHook('onRequest', async ({ headers, routeOptions }) => {
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
      throw new Refusal(403, { error: 'This port is for workers. Pages may not use it.' })
    if (OPEN_ROUTES.has(routeOptions.url)) return
    if (serviceToken !== undefined) requireToken(headers.authorization, serviceToken)
    else if (!isLoopback(hostName(headers.host)))
      throw new Refusal(403, { error: 'This port is for workers of this machine. Ask it by a loopback address.' })
  })
}

function requireToken(authorization: string | undefined, serviceToken: string): void {
  if (equalSecrets(bearerOf(authorization) ?? '', serviceToken)) return
  throw new Refusal(
    401,
    { error: 'Workers must send APP_SERVICE_TOKEN as a bearer.' },
    { 'www-authenticate': 'Bearer' },
  )
}

/** The host of a Host header, without port and brackets. */
function hostName(header = ''): string {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d+)?$/i.exec(header) ?? []
  return (bracketed ?? plain ?? '').toLowerCase()
}

/** Compares in a time that does not depend on where they differ. */
export function equalSecrets(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
