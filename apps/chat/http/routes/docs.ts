import type { RouteGroup } from '../server/server.ts'

/** The OpenAPI description of this port, made from the routes' schemas. */
export const docs: RouteGroup = (server) => {
  server.get('/docs', { schema: { hide: true } }, async () => server.swagger())
}
