import { Type } from 'typebox'
import { LIMITS } from '../../settings/limits.ts'
import type { MemberAdded, MemberEnded } from '../../data/app-contract.ts'
import { normalName } from '../names/user-name.ts'
import { callerOf } from '../server/bearer.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'
import { bearer, nothing, refusals, threadParams, time, userName } from './schemas.ts'

export const members: RouteGroup = (server, services) => {
  const member = Type.Object({
    name: Type.String(),
    since: time('When the membership began'),
    maker: Type.Boolean(),
    looks_like: Type.Optional(Type.String({ description: 'An older user whose name can be confused with this one' })),
  })
  server.get(
    '/thread/:permalink/members',
    {
      schema: {
        summary: 'The members of a thread, for its members',
        security: bearer,
        params: threadParams,
        response: { 200: Type.Object({ members: Type.Array(member) }), ...refusals },
      },
    },
    async (request) => {
      const { user } = await callerOf(request, services)
      const found = await services.store.membersOf({ user, thread: request.params.permalink })
      if (found === undefined) throw noThread()
      return {
        members: found.map(({ name, since, isMaker, looksLike }) => ({
          name,
          since,
          maker: isMaker,
          ...(looksLike !== undefined && { looks_like: looksLike }),
        })),
      }
    },
  )
  server.post(
    '/thread/:permalink/members',
    {
      schema: {
        summary: 'Adds a member; for the maker of the thread',
        security: bearer,
        params: threadParams,
        body: Type.Object({ name: userName }),
        response: { 204: nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerOf(request, services)
      const place = {
        user,
        thread: request.params.permalink,
        member: normalName(request.body.name),
        now: services.now(),
      }
      refuseAdding(await services.store.addMember(place))
      return reply.code(204).send(null)
    },
  )
  server.delete(
    '/thread/:permalink/members/:name',
    {
      schema: {
        summary: 'Ends a membership: one’s own, or, for the maker, that of another member',
        security: bearer,
        params: Type.Object({ ...threadParams.properties, name: userName }),
        response: { 204: nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerOf(request, services)
      const { permalink, name } = request.params
      const place = { user, thread: permalink, member: normalName(name), now: services.now() }
      refuseEnding(await services.store.endMember(place))
      return reply.code(204).send(null)
    },
  )
}

/** One answer for a thread that does not exist and for one that is hidden, so that private titles stay private. */
export const noThread = (): Refusal =>
  new Refusal(403, { error: 'There is no thread of this name that you are a member of.' })

function refuseAdding(added: MemberAdded): void {
  switch (added) {
    case 'added':
      return
    case 'is_member':
      throw new Refusal(400, { name: 'This user is a member already.' })
    case 'no_user':
      throw new Refusal(404, { error: 'There is no user of this name.' })
    case 'no_thread':
      throw noThread()
    case 'not_maker':
      throw new Refusal(403, { error: 'Only the maker of this thread adds members.' })
    case 'full':
      throw new Refusal(400, {
        name: `A user has at most ${LIMITS.threadsPerUser} threads, and a thread at most ${LIMITS.membersPerThread} members.`,
      })
    default:
      throw new Error(`added: ${String(added satisfies never)}`)
  }
}

function refuseEnding(ended: MemberEnded): void {
  switch (ended) {
    case 'ended':
      return
    case 'no_thread':
      throw noThread()
    case 'not_allowed':
      throw new Refusal(403, { error: 'Only the maker of this thread ends the memberships of others.' })
    case 'no_member':
      throw new Refusal(404, { error: 'This user is not a member of this thread.' })
    default:
      throw new Error(`ended: ${String(ended satisfies never)}`)
  }
}
