import { Type } from 'typebox'
import type { HistoryEntry } from '../../data/contract.ts'
import { LIMITS } from '../../settings/limits.ts'
import { callerOf } from '../server/bearer.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'
import { noThread } from './members.ts'
import { bearer, nothing, refusals, text, threadParams, time } from './schemas.ts'

const PAGE = { default: 50, max: 200 }

const row = Type.Object({
  kind: Type.Enum(['message', 'gap'], { description: 'A gap: messages of this time were possibly not recorded' }),
  seq: Type.Integer({ description: 'The position in the history' }),
  id: Type.Optional(Type.String()),
  author: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
  at: Type.Optional(time('When the message was sent')),
  from: Type.Optional(time('When the gap began')),
  to: Type.Optional(time('When it ended')),
})

export const history: RouteGroup = (server, services) => {
  server.get(
    '/thread/:permalink/messages',
    {
      schema: {
        summary: 'A page of the history, oldest first; the newest page without `before`',
        security: bearer,
        params: threadParams,
        querystring: Type.Object({
          before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
          limit: Type.Integer({ minimum: 1, maximum: PAGE.max, default: PAGE.default }),
        }),
        response: {
          200: Type.Object({
            messages: Type.Array(row),
            before: Type.Optional(Type.Integer({ description: 'For the next, older page; absent on the oldest' })),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { user } = await callerOf(request, services)
      const page = await services.store.history({ user, thread: request.params.permalink, ...request.query })
      if (page === undefined) throw noThread()
      return { messages: page.entries.map(rowOf), ...(page.before !== undefined && { before: page.before }) }
    },
  )
  server.delete(
    '/thread/:permalink/messages/:id',
    {
      schema: {
        summary: 'Deletes a message of the caller from the history',
        security: bearer,
        params: Type.Object({ ...threadParams.properties, id: text(LIMITS.idCharacters, 'The message’s id') }),
        response: { 204: nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerOf(request, services)
      const { permalink, id } = request.params
      const isDeleted = await services.store.deleteMessage({ user, thread: permalink, id, now: services.now() })
      if (!isDeleted) throw new Refusal(404, { error: 'You have no message with this id in this thread.' })
      return reply.code(204).send(null)
    },
  )
}

function rowOf(entry: HistoryEntry) {
  if (entry.kind === 'gap') return entry
  const { id, author, text: said, at } = entry.message
  return { kind: entry.kind, seq: entry.seq, id, author, text: said, at }
}
