/** A WebSocket, as a transport or as a service on a path: the same keys, the same options. */
import type { SerializerName } from '@wampeter/protocol'
import type { z } from 'zod'
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from '../../session/options.ts'
import type { KeepAliveOptions, OriginOptions, RateOptions, WebSocketOptions } from '../../transports/options.ts'
import {
  DEFAULT_KEEP_ALIVE,
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MESSAGE_FRAMES,
  DEFAULT_MESSAGES_PER_SECOND,
} from '../../transports/options.ts'
import type { WebSocketServiceOptions } from '../../web-services/options.ts'
import type { Frozen } from '../frozen.ts'
import { writePath } from '../problem.ts'
import type { websocketOptions } from '../schema/websocket-options.ts'
import type { websocketEntry } from '../schema/websocket-transport.ts'
import { translateAuth } from './translate-auth.ts'
import type { Served } from './context.ts'

type Entry = Omit<Frozen<z.output<typeof websocketEntry>>, 'type' | 'id'>
type Options = Frozen<z.output<typeof websocketOptions>>

const DEFAULT_CLOSE_TIMEOUT_MS = 2_000

/** The options of one WebSocket. */
export const translateWebSocket = (
  { serializers, options = {}, auth, url }: Entry,
  place: Served,
): WebSocketServiceOptions => ({
  type: 'websocket',
  websocket: translateOptions(options, { serializers, url, place }),
  auth: translateAuth(auth),
  limits: translateLimits(options.limits),
})

function translateOptions(
  options: Options,
  { serializers = spoken, url, place }: Pick<Entry, 'serializers' | 'url'> & { place: Served },
): WebSocketOptions {
  return {
    serializers: spoken.filter((name) => serializers.includes(name)),
    requireSubprotocol: options.require_websocket_subprotocol ?? true,
    maxMessageBytes: maxMessageBytes(options),
    messageFrames: options.limits?.message_frames ?? DEFAULT_MESSAGE_FRAMES,
    keepAlive: translateKeepAlive(options),
    rate: translateRate(options.limits),
    origins: translateOrigins(options, url, place),
    showsStatusPage: options.enable_webstatus ?? true,
    closeTimeoutMs: options.close_handshake_timeout || DEFAULT_CLOSE_TIMEOUT_MS,
  }
}

const spoken: readonly SerializerName[] = ['json', 'msgpack', 'cbor']

/**
 * The bound on a message applies to the whole message, however many frames it has. Where only `max_frame_size` is
 * given, messages may be at least as large as such a frame.
 */
function maxMessageBytes({ max_message_size: message, max_frame_size: frame = 0 }: Options): number {
  if (message !== undefined) return message
  return Math.max(frame, DEFAULT_MAX_MESSAGE_BYTES)
}

const translateKeepAlive = (options: Options): KeepAliveOptions => ({
  intervalMs: options.auto_ping_interval ?? DEFAULT_KEEP_ALIVE.intervalMs,
  timeoutMs: options.auto_ping_timeout ?? DEFAULT_KEEP_ALIVE.timeoutMs,
  size: options.auto_ping_size ?? DEFAULT_KEEP_ALIVE.size,
  restartsOnAnyTraffic: options.auto_ping_restart_on_any_traffic ?? DEFAULT_KEEP_ALIVE.restartsOnAnyTraffic,
})

const translateOrigins = (options: Options, url: string | undefined, { path, isLoopback }: Served): OriginOptions => ({
  allowed: options.allowed_origins,
  allowsNull: options.allow_null_origin,
  // browsers send cookies and client certificates by themselves; neither is available yet
  hasAmbientCredential: false,
  isLoopback,
  externalPort: options.external_port ?? portOf(url),
  configPath: writePath([...path, 'options']),
})

/** As in Crossbar, a `url` with a port names the port that clients see. */
const portOf = (url: string | undefined): number | undefined =>
  Number(url === undefined ? '' : (URL.parse(url)?.port ?? '')) || undefined

const translateRate = ({
  messages_per_second: messagesPerSecond = DEFAULT_MESSAGES_PER_SECOND,
  message_burst: burst = messagesPerSecond,
}: NonNullable<Options['limits']> = {}): RateOptions | undefined =>
  messagesPerSecond === 0 ? undefined : { messagesPerSecond, burst }

const translateLimits = (limits: Options['limits']): SessionLimits => ({
  handshakeTimeoutMs: limits?.handshake_timeout ?? DEFAULT_SESSION_LIMITS.handshakeTimeoutMs,
  goodbyeTimeoutMs: limits?.goodbye_timeout ?? DEFAULT_SESSION_LIMITS.goodbyeTimeoutMs,
  outboxBytes: limits?.outbox_bytes ?? DEFAULT_SESSION_LIMITS.outboxBytes,
  loginMessageBytes: limits?.login_message_size ?? DEFAULT_SESSION_LIMITS.loginMessageBytes,
  loginValues: limits?.login_values ?? DEFAULT_SESSION_LIMITS.loginValues,
  headerValues: limits?.header_values ?? DEFAULT_SESSION_LIMITS.headerValues,
  messageWeight: limits?.message_weight ?? DEFAULT_SESSION_LIMITS.messageWeight,
  batchMessages: limits?.batch_messages ?? DEFAULT_SESSION_LIMITS.batchMessages,
})
