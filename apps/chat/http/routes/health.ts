import { Type } from 'typebox'
import type { RouteGroup } from '../server/server.ts'
import { refusals } from './schemas.ts'

const status = Type.Object({ status: Type.String() })

export const health: RouteGroup = (server, { store }) => {
  server.get(
    '/health',
    { schema: { summary: 'The process lives', response: { 200: status } }, config: { rateLimit: false } },
    async () => ({ status: 'up' }),
  )
  server.get(
    '/ready',
    {
      schema: { summary: 'The service can answer: its database can be read', response: { 200: status, ...refusals } },
      config: { rateLimit: false },
    },
    async () => {
      await store.check()
      return { status: 'ready' }
    },
  )
}

/** For Prometheus. */
export const metrics: RouteGroup = (server, services) => {
  const { registry } = services.metrics
  server.get('/metrics', { schema: { summary: 'Metrics in Prometheus’ format' } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
