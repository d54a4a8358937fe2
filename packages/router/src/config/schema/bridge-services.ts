/** Web services that turn HTTP requests into WAMP: publisher, caller, webhook, long-poll. */
import { z } from 'zod'
import { identifier, realmName, roleName } from './identifiers.ts'
import { atLeast } from './numbers.ts'
import { strict } from './objects.ts'

const guard = {
  key: z.string().optional().describe('The key that signed requests must name.'),
  secret: z.string().optional().describe('The secret that requests must be signed with.'),
  post_body_limit: atLeast(0, 'bytes').optional(),
  timestamp_delta_limit: atLeast(0, 'seconds').optional(),
  require_ip: z.array(z.string()).optional().describe('Networks that may send requests, such as 10.0.0.0/8.'),
  require_tls: z.boolean().optional(),
  debug: z.boolean().optional(),
}

const session = { id: identifier.optional(), realm: realmName, role: roleName }

/** POST publishes. */
export const publisherService = strict({
  ...session,
  type: z.literal('publisher'),
  options: strict(guard).optional(),
})

/** POST calls. */
export const callerService = strict({
  ...session,
  type: z.literal('caller'),
  options: strict(guard).optional(),
})

/** POST of anything publishes it to one topic. */
export const webhookService = strict({
  ...session,
  type: z.literal('webhook'),
  options: strict({
    ...guard,
    topic: z.string(),
    success_response: z.string().optional(),
    error_response: z.string().optional(),
    github_secret: z.string().optional(),
  }),
})

/** WAMP for clients without WebSocket. */
export const longpollService = strict({
  id: identifier.optional(),
  type: z.literal('longpoll'),
  options: strict({
    debug: z.boolean().optional(),
    debug_transport_id: z.string().optional(),
    request_timeout: atLeast(0, 'seconds').optional(),
    session_timeout: atLeast(0, 'seconds').optional(),
    queue_limit_bytes: atLeast(0, 'bytes').optional(),
    queue_limit_messages: atLeast(0).optional(),
  }).optional(),
})
