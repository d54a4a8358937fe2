/** What is true of the ports for everybody: pages of any origin may ask, forms of other sites may not, floods are slowed. */
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import type { Services } from '../services.ts'
import { Refusal } from './refusal.ts'
import type { Server } from './server.ts'

const PREFLIGHT_SECONDS = 600
const REMEMBERED_ADDRESSES = 10_000

export async function openToEverybody(server: Server, { settings }: Services): Promise<void> {
  await server.register(cors, {
    origin: '*',
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['Content-Type', 'Authorization'],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  })
  server.addHook('onRequest', async ({ method, headers }) => {
    const isNavigation = headers['sec-fetch-mode'] === 'navigate'
    if (method !== 'GET' && isNavigation && headers['sec-fetch-site'] !== 'none')
      throw new Refusal(403, { error: 'Forms of other sites are not accepted. Use fetch() from a page.' })
  })
  if (settings.requestsPerMinute === 0) return
  await server.register(rateLimit, {
    max: settings.requestsPerMinute,
    timeWindow: 60_000,
    cache: REMEMBERED_ADDRESSES,
    keyGenerator: ({ ip }) => networkOf(ip),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal(
        429,
        { error: 'Too many requests from this address. Try again later.' },
        { 'retry-after': String(Math.ceil(ttl / 1_000)) },
      ),
  })
}

/** An IPv6 host has a whole /64 network, so its addresses count as one. */
export const networkOf = (address: string): string =>
  address.includes('.') || !address.includes(':') ? address : `${address.split(':').slice(0, 4).join(':')}/64`
