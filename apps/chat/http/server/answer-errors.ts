/** Every error becomes an answer that says what to do. Only faults of our own are logged with their stack. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DataUnavailable } from '../../data/contract.ts'
import { messageOf } from '../observe/log.ts'
import type { Services } from '../services.ts'
import { fieldMessages } from './field-messages.ts'
import { Refusal } from './refusal.ts'
import type { RefusalBody } from './refusal.ts'

export function answerErrors(server: FastifyInstance, services: Services): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { statusCode, body, headers } = refusalOf(error, request, services)
    return answer(reply.headers(headers), statusCode, body)
  })
  server.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?')
    return answer(reply, 404, {
      error: `There is nothing at ${request.method} ${path?.slice(0, 200) ?? ''}. GET /docs lists all routes.`,
    })
  })
}

/** Written here, because a route's schema for its answers would drop what it does not name. */
const answer = (reply: FastifyReply, statusCode: number, body: RefusalBody): FastifyReply =>
  reply.code(statusCode).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body)

function refusalOf(error: FastifyError, request: FastifyRequest, { log, metrics }: Services): Refusal {
  if (error instanceof Refusal) return error
  if (error.validation !== undefined) return new Refusal(400, fieldMessages(error.validation))
  if (error instanceof DataUnavailable) {
    metrics.unavailable.inc()
    log.error(`${routeName(request)} was not served. ${error.message}`)
    return new Refusal(
      503,
      { error: 'The data is not available now. Nothing was changed. Try again later.' },
      { 'retry-after': '2' },
    )
  }
  if (error.statusCode !== undefined && error.statusCode < 500) return clientFault(error, request)
  metrics.failures.inc()
  log.error(`${routeName(request)} failed: ${error.stack ?? messageOf(error)}`)
  return new Refusal(500, { error: 'The service failed. The reason is in its log.' })
}

function clientFault({ statusCode = 400, code, message }: FastifyError, request: FastifyRequest): Refusal {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal(413, { error: `The body has more than ${request.routeOptions.bodyLimit} bytes.` })
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return new Refusal(400, { error: 'The body is not valid JSON.' })
  return new Refusal(statusCode, { error: message })
}

/** The route's pattern, not the URL: a URL may hold what a log must not. */
export const routeName = (request: FastifyRequest): string =>
  `${request.method} ${request.routeOptions.url ?? '(no route)'}`
