import { Refusal } from '../server/refusal.ts'
import type { RouteGroup } from '../server/server.ts'

const INTERNAL = ['/auth', '/access', '/message', '/changes', '/metrics']

/** The routes of workers answer 403 on public ports, before anything else of the request is looked at. */
export const refused: RouteGroup = (server) => {
  for (const url of INTERNAL)
    server.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      schema: { hide: true },
      onRequest: async () => {
        throw new Refusal(403, { error: 'This route is for workers. It has a port of its own, which is not public.' })
      },
      handler: async () => undefined,
    })
}
