/** Our additions: bounds that Crossbar does not have. Crossbar's checker refuses or ignores these keys. */
import { z } from 'zod'
import { atLeast, integer } from './numbers.ts'
import { strict } from './objects.ts'

const hour = 3_600_000

/** `limits` in the options of a WebSocket: what one session may cost. */
export const sessionLimits = strict({
  handshake_timeout: integer(100, hour, 'milliseconds')
    .optional()
    .describe('How long a client may take to send HELLO, and to answer a challenge, in ms.'),
  goodbye_timeout: integer(100, hour, 'milliseconds')
    .optional()
    .describe('How long a client may take to answer GOODBYE, in ms.'),
  outbox_bytes: atLeast(1024, 'bytes').optional().describe('How many bytes may wait for a client that reads slowly.'),
  messages_per_second: integer(0, 10_000_000)
    .optional()
    .describe(
      'How many messages a client may send; past it the router stops reading for a moment. A message counts once more for every 1024 bytes and for every 16 of weight. Default: 100000; 0: no bound.',
    ),
  message_burst: integer(1, 10_000_000)
    .optional()
    .describe('How many messages may arrive at once before that rate applies; default: one second of that rate.'),
  login_message_size: atLeast(1024, 'bytes')
    .optional()
    .describe('How large a message may be before the log-in, in bytes. Default: 65536.'),
  login_values: atLeast(64).optional().describe('How many values a message may hold before the log-in. Default: 4096.'),
  header_values: atLeast(64)
    .optional()
    .describe('How many values the options or details of a message may hold. Default: 16384.'),
  message_weight: atLeast(1024)
    .optional()
    .describe(
      'What a message may weigh: a number weighs 1 (a float, or in JSON, 2), a dictionary 9, plus its contents. Default: 500000.',
    ),
  message_frames: integer(1, 16_384)
    .optional()
    .describe('How many WebSocket frames one message may consist of. Default: 1024.'),
  batch_messages: atLeast(1).optional().describe('How many messages one batch may hold. Default: 100000.'),
}).describe('Our addition: what one session may cost.')

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'expected an IP address, or a network such as "10.0.0.0/8"',
})

/** `limits` of an endpoint: what its connections may cost. */
export const endpointLimits = strict({
  connections: integer(1, 10_000_000).optional().describe('How many connections may be open at a time.'),
  connections_per_address: integer(1, 10_000_000)
    .optional()
    .describe('How many connections one address (IPv6: one /64) may have at a time. Default: 1000.'),
  trusted_proxies: z
    .array(network)
    .optional()
    .describe('Proxies whose Forwarded and X-Forwarded-* headers are believed; default: this machine.'),
  request_timeout: integer(100, hour, 'milliseconds')
    .optional()
    .describe('How long a client may take to send the head of its HTTP request, in ms.'),
  response_timeout: integer(100, hour, 'milliseconds')
    .optional()
    .describe('How long a client may read nothing of a response, in ms. Default: 30000.'),
}).describe('Our addition: what connections may cost.')

/** `limits` of a realm: what one session may own. */
export const realmLimits = strict({
  uri_length: atLeast(16).optional().describe('How many characters a topic or procedure may have. Default: 1024.'),
  subscriptions_per_session: atLeast(1).optional(),
  registrations_per_session: atLeast(1).optional(),
  pending_calls_per_session: atLeast(1).optional().describe('Calls that wait for an answer, counted at the caller.'),
  reroute_bytes_per_session: atLeast(0, 'bytes')
    .optional()
    .describe('Bytes of these calls that are kept so that another callee can be asked. Default: 2097152.'),
  testaments_per_session: atLeast(1).optional(),
  testament_bytes_per_session: atLeast(1024, 'bytes').optional(),
  parked_per_session: atLeast(1).optional().describe('Requests that wait for an authorizer; then reading stops.'),
  parked_bytes_per_session: atLeast(1024, 'bytes').optional().describe('The same in bytes.'),
  cached_permissions_per_session: atLeast(1).optional().describe('Answers of an authorizer that are kept.'),
  wildcard_shapes_per_session: atLeast(0)
    .optional()
    .describe('Kinds of wildcard patterns: which of how many components are blank. Default: 16.'),
  wildcard_shapes: atLeast(0).optional().describe('The same for all sessions together. Default: 256.'),
  retained_events: atLeast(0).optional().describe('Events that are kept for sessions that subscribe later.'),
  retained_bytes: atLeast(0, 'bytes').optional().describe('What these may take in memory.'),
  table_bytes: atLeast(0, 'bytes')
    .optional()
    .describe(
      'What subscriptions, registrations, pending calls and testaments of all sessions may take in memory. Default: 33554432.',
    ),
  listed_ids: atLeast(1, 'ids')
    .optional()
    .describe('Ids in one answer of the meta API, such as `wamp.subscription.list`.'),
}).describe('Our addition: what one session may own.')

/** `limits` of the whole process. */
export const processLimits = strict({
  outbox_bytes: atLeast(65_536, 'bytes').optional().describe('How many bytes may wait for all clients together.'),
}).describe('Our addition: what all sessions together may cost.')
