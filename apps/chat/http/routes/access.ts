import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { LIMITS } from '../../settings/limits.ts'
import { threadName } from '../names/permalink.ts'
import { normalName } from '../names/user-name.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'
import { messageText, nothing, refusals, text, thread, userName } from './schemas.ts'

/** For the authorizer and the recorders of the lessons. */
export const access: RouteGroup = (server, { store, now }) => {
  server.get(
    '/access',
    {
      schema: {
        summary: 'The permalink of a thread, as plain text, if the user is a member of it',
        querystring: Type.Object({ thread, user: userName }),
        response: { 200: Type.String(), ...refusals },
      },
    },
    async ({ query }, reply) => {
      const permalink = threadName(query.thread)
      if (!(await store.isMember({ user: normalName(query.user), thread: permalink }))) throw noAccess()
      return reply.type('text/plain; charset=utf-8').send(permalink)
    },
  )
  server.post(
    '/message',
    {
      schema: {
        summary: 'Records a message',
        body: Type.Object({
          thread,
          user: userName,
          message: messageText,
          id: Type.Optional(text(LIMITS.idCharacters, 'Unique for thread and user; made here where it is absent')),
        }),
        response: { 204: nothing, ...refusals },
      },
    },
    async ({ body }, reply) => {
      if (Buffer.byteLength(body.message) > LIMITS.messageBytes)
        throw new Refusal(400, { message: `A message has at most ${LIMITS.messageBytes} bytes.` })
      const author = normalName(body.user)
      const { id = randomUUID() } = body
      const [stored] = await store.append([
        { id, thread: threadName(body.thread), author, text: body.message, at: now() },
      ])
      if (stored === 'no_access') throw noAccess()
      if (stored === 'id_reused')
        throw new Refusal(409, { error: 'This user has used this id in this thread for another text.' })
      return reply.code(204).send(null)
    },
  )
}

const noAccess = (): Refusal => new Refusal(401, { error: 'This user is not a member of such a thread.' })
