/** How WebSocket connections of a transport behave. */
import { z } from 'zod'
import { sessionLimits } from './limits.ts'
import { atLeast, integer, milliseconds } from './numbers.ts'
import { strict, tolerant } from './objects.ts'

const deflate = tolerant({
  request_no_context_takeover: z.boolean().optional(),
  request_max_window_bits: integer(0, 15).optional(),
  no_context_takeover: z.boolean().optional(),
  max_window_bits: integer(0, 15).optional(),
  memory_level: integer(0, 9).optional(),
})

const compression = tolerant({
  deflate: deflate.optional().describe('The permessage-deflate extension. Default: off.'),
}).describe('Compression of messages.')

const origins = {
  allowed_origins: z
    .array(z.string())
    .optional()
    .describe('Origins of web pages that may connect; * stands for any characters.'),
  allow_null_origin: z.boolean().optional().describe('Accept pages whose origin is "null", such as local files.'),
  external_port: integer(1, 65535)
    .nullable()
    .optional()
    .describe('The port that clients see when a proxy is in front.'),
}

const timeouts = {
  open_handshake_timeout: milliseconds.optional().describe('How long the handshake may take, in ms; 0 for no limit.'),
  close_handshake_timeout: milliseconds.optional().describe('How long closing may take, in ms; 0 for our own limit.'),
  auto_ping_interval: milliseconds.optional().describe('Ping this often, in ms; 0 for never.'),
  auto_ping_timeout: milliseconds.optional().describe('Drop a connection whose pong takes longer, in ms.'),
  auto_ping_size: integer(12, 125, 'bytes').optional().describe('Payload bytes of a ping.'),
  auto_ping_restart_on_any_traffic: z.boolean().optional().describe('Anything received counts as a pong.'),
}

const sizes = {
  max_frame_size: atLeast(0, 'bytes').optional().describe('The largest frame accepted, in bytes; 0 for no limit.'),
  max_message_size: atLeast(0, 'bytes').optional().describe('The largest message, in bytes; 0 for no limit.'),
  auto_fragment_size: atLeast(0, 'bytes').optional().describe('Split larger messages into frames; 0 for never.'),
}

const protocol = {
  require_websocket_subprotocol: z.boolean().optional().describe('Refuse clients that offer no WAMP subprotocol.'),
  validate_utf8: z.boolean().optional(),
  mask_server_frames: z.boolean().optional(),
  require_masked_client_frames: z.boolean().optional(),
  apply_mask: z.boolean().optional(),
  fail_by_drop: z.boolean().optional().describe('On a protocol error drop the connection instead of closing it.'),
  echo_close_codereason: z.boolean().optional(),
  tcp_nodelay: z.boolean().optional(),
  compression: compression.optional(),
  enable_webstatus: z.boolean().optional().describe('Answer a plain GET with a page.'),
  show_server_version: z.boolean().optional(),
  enable_hybi10: z.boolean().optional(),
  enable_rfc6455: z.boolean().optional(),
  enable_flash_policy: z.boolean().optional(),
  flash_policy: z.string().optional(),
}

/** `options` of everything that speaks WebSocket. */
export const websocketOptions = strict({
  ...origins,
  ...timeouts,
  ...sizes,
  ...protocol,
  limits: sessionLimits.optional(),
}).meta({
  id: 'websocket-options',
  description: 'How connections behave.',
})
