import { Type } from 'typebox'
import { LIMITS } from '../../settings/limits.ts'
import { slowing } from '../log-ins/check-password.ts'
import { messageOf } from '../observe/log.ts'
import { equalSecrets } from '../server/internal-door.ts'
import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'
import { messageText, nothing, password, refusals } from './schemas.ts'

/** No user has this name, because names have no spaces at their ends. */
const ADMIN_ACCOUNT = ' administrator'

export const broadcast: RouteGroup = (server, services) => {
  const { settings, broadcaster, log, metrics } = services
  server.post(
    '/broadcast',
    {
      schema: {
        summary: 'Sends a message to everybody who is connected; with the administrator’s password',
        body: Type.Object({ password, message: messageText }),
        response: { 204: nothing, ...refusals },
      },
    },
    async ({ body, ip }, reply) => {
      await slowing(services, { account: ADMIN_ACCOUNT, ip }, async () => {
        if (!equalSecrets(body.password, settings.admin.password))
          throw new Refusal(403, { error: 'This is not the administrator’s password.' })
      })
      if (Buffer.byteLength(body.message) > LIMITS.messageBytes)
        throw new Refusal(400, { message: `A message has at most ${LIMITS.messageBytes} bytes.` })
      try {
        await broadcaster.send(body.message)
      } catch (error) {
        metrics.broadcasts.inc({ outcome: 'failed' })
        log.error(`A broadcast failed. ${messageOf(error)}`)
        throw new Refusal(500, { error: messageOf(error) })
      }
      metrics.broadcasts.inc({ outcome: 'sent' })
      return reply.code(204).send(null)
    },
  )
}
