import { Type } from 'typebox'
import { LIMITS } from '../../settings/limits.ts'
import { checkPassword } from '../log-ins/check-password.ts'
import { normalName } from '../names/user-name.ts'
import type { IssuedToken } from '../secrets/tokens.ts'
import { callerOf } from '../server/bearer.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup, Server } from '../server/server.ts'
import type { Services } from '../services.ts'
import { bearer, nothing, password, refusals, time, tokenAnswer, userName } from './schemas.ts'

export const logIn: RouteGroup = (server, services) => {
  server.post(
    '/login',
    {
      schema: {
        summary: 'Returns the newest token while at least half its life is left, otherwise a new one',
        body: Type.Object({ name: userName, password }),
        response: { 200: tokenAnswer, ...refusals },
      },
    },
    async ({ body, ip }) => {
      const user = normalName(body.name)
      await checkPassword(services, { user, password: body.password, ip })
      const { token } = await issue(services, user)
      return { token }
    },
  )
  tokenRoutes(server, services)
  passwordRoute(server, services)
}

function tokenRoutes(server: Server, services: Services): void {
  server.post(
    '/logout',
    { schema: { summary: 'Revokes the bearer token', security: bearer, response: { 204: nothing, ...refusals } } },
    async (request, reply) => {
      const { token } = await callerOf(request, services)
      await services.tokens.end(token)
      return reply.code(204).send(null)
    },
  )
  server.post(
    '/token',
    {
      schema: {
        summary: 'Returns a token with at least half its life left, for one that still lives',
        security: bearer,
        response: { 200: Type.Object({ ...tokenAnswer.properties, expires_at: time('When it expires') }), ...refusals },
      },
    },
    async (request) => {
      const { user } = await callerOf(request, services)
      const { token, expiresAt } = await issue(services, user)
      return { token, expires_at: expiresAt }
    },
  )
}

function passwordRoute(server: Server, services: Services): void {
  const newPassword = Type.String({
    minLength: LIMITS.passwordCharacters.min,
    maxLength: LIMITS.passwordCharacters.max,
    description: 'The password from now on',
  })
  server.post(
    '/password',
    {
      schema: {
        summary: 'Changes the password. All tokens end; the answer has a new one',
        security: bearer,
        body: Type.Object({ password, new_password: newPassword }),
        response: { 200: tokenAnswer, ...refusals },
      },
    },
    async (request) => {
      const { user } = await callerOf(request, services)
      await checkPassword(services, { user, password: request.body.password, ip: request.ip })
      const passwordHash = await services.passwords.hash(request.body.new_password)
      await services.store.setPassword({ user, passwordHash, now: services.now() })
      const { token } = await issue(services, user)
      return { token }
    },
  )
}

async function issue({ tokens }: Services, user: string): Promise<IssuedToken> {
  const issued = await tokens.issue(user)
  if (issued === undefined) throw new Refusal(404, { error: 'This user was deleted a moment ago.' })
  return issued
}
