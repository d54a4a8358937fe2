/** Bodies: JSON or a form. What a client may have meant otherwise is answered with what to write instead. */
import { parse } from 'node:querystring'
import type { FastifyError, FastifyInstance } from 'fastify'
import { Refusal } from './refusal.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const MAX_FORM_FIELDS = 100

export function readBodies(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(JSON_TYPE, { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') return done(null, undefined)
    return parseJson(request, body, done)
  })
  server.addContentTypeParser(FORM_TYPE, { parseAs: 'string' }, async (_request: unknown, body: string) => form(body))
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, body: string, done) => {
    if (request.headers['content-type'] !== undefined) return done(unknownType(request.headers['content-type']))
    if (body.trimStart().startsWith('{')) return parseJson(request, body, done)
    return done(null, form(body))
  })
  // An absent body lacks every field; the validator says so for each.
  server.addHook('preValidation', async (request) => {
    request.body ??= request.routeOptions.schema?.body === undefined ? undefined : {}
  })
}

function form(body: string): unknown {
  if (/^\s*[{[]/.test(body))
    throw new Refusal(400, {
      error: `The body looks like JSON but was sent as a form. Send the header 'content-type: ${JSON_TYPE}'.`,
    })
  const fields = parse(body, undefined, undefined, { maxKeys: MAX_FORM_FIELDS })
  // The last one counts where a field comes more than once, as in PHP.
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  )
}

const unknownType = (type: string): FastifyError =>
  Object.assign(
    new Refusal(415, {
      error: `A body of type '${type.slice(0, 100)}' cannot be read. Send '${JSON_TYPE}' or '${FORM_TYPE}'.`,
    }),
    { code: 'UNKNOWN_CONTENT_TYPE' },
  )
