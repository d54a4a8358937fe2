import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { exportOf } from '../accounts/export-account.ts'
import { checkPassword } from '../log-ins/check-password.ts'
import { skeletonOf } from '../names/confusables.ts'
import { nameProblem, normalName } from '../names/user-name.ts'
import { callerOf } from '../server/bearer.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup, Server } from '../server/server.ts'
import type { Services } from '../services.ts'
import { bearer, nothing, password, refusals, time, tokenAnswer, userName } from './schemas.ts'

const PASSWORD_BYTES = 6

export const users: RouteGroup = (server, services) => {
  server.post(
    '/user',
    {
      schema: {
        summary: 'Adds a user; the answer is the only time that the password is shown',
        body: Type.Object({ name: userName }),
        response: { 200: Type.Object({ password: Type.String(), ...tokenAnswer.properties }), ...refusals },
      },
    },
    async ({ body }) => register(services, normalName(body.name)),
  )
  accountRoutes(server, services)
}

async function register(services: Services, name: string): Promise<{ password: string; token: string }> {
  const { store, passwords, tokens, now, log, metrics, settings } = services
  const problem = nameProblem(name, { adminUser: settings.admin.user })
  if (problem !== undefined) throw new Refusal(400, { name: problem })
  if ((await store.passwordHash({ user: name })) !== undefined) throw taken()
  const newPassword = randomBytes(PASSWORD_BYTES).toString('hex')
  const passwordHash = await passwords.hash(newPassword)
  const registered = await store.addUser({ name, skeleton: skeletonOf(name), passwordHash, now: now() })
  if (registered.verdict === 'taken') throw taken()
  const { looksLike } = registered
  metrics.registrations.inc({ looks_like_another: String(looksLike !== undefined) })
  if (looksLike !== undefined)
    log.warn(`The new user ${JSON.stringify(name)} can be confused with ${JSON.stringify(looksLike)}.`)
  const issued = await tokens.issue(name)
  if (issued === undefined) throw new Refusal(404, { error: 'This user was deleted a moment ago.' })
  return { password: newPassword, token: issued.token }
}

const taken = (): Refusal => new Refusal(400, { name: 'This name is taken. Choose another one.' })

/** Sent piece by piece; the schema describes the whole. */
const accountFile = Type.Unsafe<Readable>(
  Type.Object({
    name: Type.String(),
    since: time('When the user registered'),
    living_tokens: Type.Integer(),
    threads: Type.Array(Type.Object({ permalink: Type.String(), title: Type.String() })),
    messages: Type.Array(
      Type.Object({ thread: Type.String(), id: Type.String(), text: Type.String(), at: time('When it was sent') }),
    ),
  }),
)

function accountRoutes(server: Server, services: Services): void {
  server.get(
    '/user',
    {
      schema: {
        summary: 'Exports the account: the user, memberships and all messages, as JSON',
        security: bearer,
        response: { 200: accountFile, ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerOf(request, services)
      return reply.type('application/json; charset=utf-8').send(Readable.from(exportOf(services, user)))
    },
  )
  server.delete(
    '/user',
    {
      schema: {
        summary: 'Deletes the account with its tokens, memberships and messages',
        security: bearer,
        body: Type.Object({ password }),
        response: { 204: nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { user } = await callerOf(request, services)
      await checkPassword(services, { user, password: request.body.password, ip: request.ip })
      await services.store.deleteUser({ user, now: services.now() })
      return reply.code(204).send(null)
    },
  )
}
