import { Type } from 'typebox'
import type { Lesson } from '../../settings/app-settings.ts'
import type { RouteGroup } from '../server/server.ts'
import { userName } from './schemas.ts'

/** `GET /lesson-N/{name}` shows that the service runs. */
export const greeting =
  (lesson: Lesson): RouteGroup =>
  (server) => {
    server.get(
      `/lesson-${lesson}/:name`,
      { schema: { summary: 'Greets', params: Type.Object({ name: userName }), response: { 200: Type.String() } } },
      async ({ params }, reply) => reply.type('text/plain; charset=utf-8').send(`Hello, ${params.name}!\n`),
    )
  }
