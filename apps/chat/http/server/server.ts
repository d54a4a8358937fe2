/** One listening port of the service: what all of them have in common. */
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { fastify } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Services } from '../services.ts'
import { answerErrors, routeName } from './answer-errors.ts'
import { readBodies } from './bodies.ts'
import { boundConnections } from './bound-connections.ts'

export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Adds the routes of one group to a port. */
export type RouteGroup = (server: Server, services: Services) => void

export interface ServerOptions {
  /** Names the port in logs, metrics and the API's description. */
  readonly title: string
  readonly isQuiet: boolean
}

/** Headers and a body must arrive within this time. */
const RECEIVE_MS = 30_000
/** When the service stops, answers must be sent within this time. */
const CLOSE_MS = 5_000

export async function createServer(services: Services, { title, isQuiet }: ServerOptions): Promise<Server> {
  const { settings } = services
  const server: Server = fastify({
    logger: false,
    bodyLimit: settings.bodyBytes,
    requestTimeout: RECEIVE_MS,
    forceCloseConnections: 'idle',
    trustProxy: settings.trustedProxies.length > 0 && [...settings.trustedProxies],
    routerOptions: { maxParamLength: 1_024 },
    // All problems of a body at once; a text stays a text, and an unknown field is ignored as in the reference.
    ajv: { customOptions: { allErrors: true, coerceTypes: true, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  boundConnections(server.server, services, { title, limit: settings.connections })
  readBodies(server)
  answerErrors(server, services)
  measure(server, services, { title, isQuiet })
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
  })
  closeInOrder(server)
  await server.register(swagger, {
    openapi: {
      info: { title: `Wampeter chat: ${title}`, version: '1' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
  })
  return server
}

/** Requests that have arrived are answered on connections that close then; what takes too long is cut. */
function closeInOrder(server: Server): void {
  let isClosing = false
  server.addHook('preClose', async () => {
    isClosing = true
    setTimeout(() => server.server.closeAllConnections(), CLOSE_MS).unref()
  })
  server.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}

function measure(server: Server, { log, metrics }: Services, { title, isQuiet }: ServerOptions): void {
  server.addHook('onResponse', async (request, reply) => {
    const status = reply.statusCode
    const ms = Math.round(reply.elapsedTime)
    const labels = { port: title, method: request.method, route: request.routeOptions.url ?? 'none', status }
    metrics.requests.observe(labels, reply.elapsedTime / 1_000)
    const line = `${routeName(request)} ${status} in ${ms} ms`
    if (isQuiet && status < 400) log.debug(line)
    else log.info(line)
  })
}
