import { Type } from 'typebox'
import { normalName } from '../names/user-name.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'
import { refusals, userName } from './schemas.ts'

/** For the authenticator: the token that a user must know to log in by WAMP-CRA. */
export const auth: RouteGroup = (server, { tokens }) => {
  server.get(
    '/auth',
    {
      schema: {
        summary: 'The newest living token of a user, as plain text; never makes one',
        querystring: Type.Object({ name: userName }),
        response: { 200: Type.String(), ...refusals },
      },
    },
    async ({ query }, reply) => {
      const newest = await tokens.newest(normalName(query.name))
      if (newest === undefined) throw new Refusal(404, { error: 'There is no user of this name with a living token.' })
      return reply.header('token-expires-at', newest.expiresAt).type('text/plain; charset=utf-8').send(newest.token)
    },
  )
}
