import { createHmac } from 'node:crypto'
import { Type } from 'typebox'
import type { TurnSettings } from '../../settings/turn-settings.ts'
import { callerOf } from '../server/bearer.ts'
import type { RouteGroup } from '../server/server.ts'
import { bearer, refusals, time } from './schemas.ts'

export interface Credentials {
  readonly username: string
  readonly credential: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * Credentials that a TURN server checks by itself, with the secret that it shares with the app: coturn's
 * `use-auth-secret`, after draft-uberti-behave-turn-rest. The name in them is only for the TURN server's log.
 */
export function turnCredentials({ secret, lifeMs }: TurnSettings, user: string, now: number): Credentials {
  const expires = Math.floor((now + lifeMs) / 1_000)
  const name = Buffer.from(user).toString('base64url') // a colon or a space would change its meaning
  const username = `${expires}:${name}`
  return {
    username,
    credential: createHmac('sha1', secret).update(username).digest('base64'),
    expiresAt: expires * 1_000,
  }
}

/** For the pages of calls. Without a TURN server nothing is named: pages then find only direct ways. */
export const ice: RouteGroup = (server, services) => {
  server.get(
    '/ice',
    {
      schema: {
        summary: 'The servers that help two pages to reach each other in a call',
        security: bearer,
        response: {
          200: Type.Object({
            ice_servers: Type.Array(
              Type.Object({ urls: Type.Array(Type.String()), username: Type.String(), credential: Type.String() }),
            ),
            relay_only: Type.Boolean({ description: 'True: pages use the TURN server even if there is a direct way' }),
            expires_at: Type.Optional(time('When the credentials end')),
          }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { user } = await callerOf(request, services)
      const { turn } = services.settings
      reply.header('cache-control', 'no-store')
      if (turn === undefined) return { ice_servers: [], relay_only: false }
      const { username, credential, expiresAt } = turnCredentials(turn, user, services.now())
      return {
        ice_servers: [{ urls: [...turn.urls], username, credential }],
        relay_only: turn.isOnly,
        expires_at: expiresAt,
      }
    },
  )
}
