import { Type } from 'typebox'
import { LIMITS } from '../../settings/limits.ts'
import type { Joined } from '../../data/app-contract.ts'
import { CHAT_PREFIX, permalinkOf } from '../names/permalink.ts'
import { normalName } from '../names/user-name.ts'
import { callerOf, optionalCaller } from '../server/bearer.ts'
import type { Caller } from '../server/bearer.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup, Server } from '../server/server.ts'
import type { Services } from '../services.ts'
import { bearer, refusals, time, title, userName } from './schemas.ts'

const threadAnswer = Type.Object({
  uri: Type.String({ description: 'The topic on which the thread’s messages are published' }),
})

export const threads: RouteGroup = (server, services) => {
  server.post(
    '/thread',
    {
      schema: {
        summary: 'Makes a thread, or joins an open one. With a bearer: for that user only, and `private` is possible',
        body: Type.Object({
          name: Type.Optional(userName),
          title: Type.Optional(title),
          private: Type.Optional(Type.Boolean({ description: 'Only its maker adds members' })),
        }),
        security: [...bearer, {}],
        response: { 200: threadAnswer, ...refusals },
      },
    },
    async (request) => {
      const caller = await optionalCaller(request, services)
      const { user, heading, permalink } = wanted(request.body, caller)
      const isPrivate = request.body.private ?? false
      if (isPrivate && caller === undefined)
        throw new Refusal(
          401,
          { error: 'A private thread needs a maker who is logged in.' },
          { 'www-authenticate': 'Bearer' },
        )
      const joined = await services.store.join({ user, title: heading, permalink, isPrivate, now: services.now() })
      refuse(joined)
      return { uri: CHAT_PREFIX + permalink }
    },
  )
  listRoute(server, services)
}

interface ThreadBody {
  readonly name?: string
  readonly title?: string
}

function wanted(body: ThreadBody, caller: Caller | undefined): { user: string; heading: string; permalink: string } {
  const name = body.name === undefined ? caller?.user : normalName(body.name)
  const heading = body.title?.normalize('NFC').trim()
  const permalink = heading === undefined ? undefined : permalinkOf(heading)
  const problems = {
    ...(!name && { name: 'A user’s name is missing.' }),
    ...(!heading && { title: 'A title is missing.' }),
    ...(heading && permalink === undefined && { title: 'A title needs at least one letter from a to z, or a digit.' }),
  }
  if (!name || !heading || permalink === undefined) throw new Refusal(400, problems)
  if (caller !== undefined && caller.user !== name)
    throw new Refusal(403, { error: 'This token belongs to another user. Leave the name out, or log in as that user.' })
  return { user: name, heading, permalink }
}

function refuse(joined: Joined): void {
  switch (joined) {
    case 'made':
    case 'joined':
      return
    case 'no_user':
      throw new Refusal(404, { error: 'There is no user of this name. Register first.' })
    case 'is_member':
      throw new Refusal(400, { title: 'This user is a member of this thread already.' })
    case 'is_private':
      throw new Refusal(400, { title: 'This title belongs to a private thread. Its maker can add members.' })
    case 'exists':
      throw new Refusal(400, { title: 'A thread with this title exists already. Choose another title.' })
    case 'removed':
      throw new Refusal(403, { error: 'The maker of this thread removed this user. Only the maker can undo that.' })
    case 'full':
      throw new Refusal(400, {
        title: `A user has at most ${LIMITS.threadsPerUser} threads, and a thread at most ${LIMITS.membersPerThread} members.`,
      })
    default:
      throw new Error(`joined: ${String(joined satisfies never)}`)
  }
}

function listRoute(server: Server, services: Services): void {
  const row = Type.Object({
    permalink: Type.String(),
    uri: Type.String(),
    title: Type.String(),
    private: Type.Boolean(),
    maker: Type.Boolean({ description: 'True: the caller may add and remove members' }),
    since: time('When the membership began'),
    newest: Type.Optional(Type.Integer({ description: '`seq` of the newest message' })),
  })
  server.get(
    '/threads',
    {
      schema: {
        summary: 'The threads of the caller',
        security: bearer,
        response: { 200: Type.Object({ threads: Type.Array(row) }), ...refusals },
      },
    },
    async (request) => {
      const { user } = await callerOf(request, services)
      const found = await services.store.threadsOf({ user })
      return {
        threads: found.map(({ permalink, title: heading, isPrivate, isMaker, since, newestSeq }) => ({
          permalink,
          uri: CHAT_PREFIX + permalink,
          title: heading,
          private: isPrivate,
          maker: isMaker,
          since,
          ...(newestSeq !== undefined && { newest: newestSeq }),
        })),
      }
    },
  )
}
