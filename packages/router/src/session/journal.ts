/**
 * Logs and counts the events of one connection. Methods for events that end the connection return the farewell for the
 * peer.
 */
import { MessageRefused, ProtocolViolation, WampError } from '@wampeter/protocol'
import type { Serializer, Uri } from '@wampeter/protocol'
import { quoted } from '../realm/quoted.ts'
import type { Correspondent, RouterContext } from './context.ts'
import type { Farewell } from './farewell.ts'
import { fieldsOf } from './log.ts'
import type { Refusal } from './principals.ts'
import { CLOSE } from './transport.ts'
import type { LogLevel } from './log.ts'

const TIMEOUT = 'wamp.error.timeout'
const LIMIT = 'wampeter.error.limit_exceeded'
const VIOLATION = 'wamp.error.protocol_violation'
/** Not a WAMP URI: the peer, which does not read, gets no message. */
const SLOW_READER = 'slow_reader'

/** Logs and counts the events of one connection. */
export class Journal {
  readonly #router: RouterContext
  readonly #about: Correspondent

  constructor(router: RouterContext, about: Correspondent) {
    this.#router = router
    this.#about = about
  }

  joined(authmethod: string): void {
    this.#router.counters.count('sessions_opened')
    const { identity } = this.#about
    if (identity !== undefined) this.#router.counters.joined(identity.realm, identity.authrole)
    if (this.#router.log.isSilent === true) return
    this.#write(
      'info',
      `joined as ${quoted(identity?.authid ?? '')} with role "${identity?.authrole}" by ${authmethod}`,
    )
  }

  refused({ reason, message, why, retryAfterMs }: Refusal): Farewell {
    this.#router.counters.count('sessions_refused')
    this.#router.counters.refused('login', reason)
    this.#write(why === undefined ? 'info' : 'warn', `refused: ${reason}: ${why ?? message}`)
    const code = CLOSE.normal
    return retryAfterMs === undefined ? { reason, message, code } : { reason, message, code, retryAfterMs }
  }

  left(reason: string): void {
    this.#write('info', `left: ${quoted(reason)}`)
  }

  aborted(reason: string): string {
    this.#write('info', `aborted: ${quoted(reason)}`)
    return 'aborted by the peer'
  }

  lost(): void {
    this.#write('debug', 'the connection was lost')
  }

  transportFailed(error: Error): void {
    this.#router.counters.count('transport_failures')
    this.#write('info', `the transport failed: ${error.message}`)
  }

  late(awaited: string, ms: number): Farewell {
    this.#router.counters.count('handshake_timeouts')
    this.#write('info', `ended: no ${awaited} within ${ms} ms`)
    this.#router.counters.refused('login', TIMEOUT)
    return { reason: TIMEOUT, message: `no ${awaited} within ${ms} ms`, code: CLOSE.protocolError }
  }

  violated(message: string, code: number = CLOSE.protocolError): Farewell {
    this.#router.counters.count('protocol_violations')
    this.#write('warn', `ended, because it broke the protocol: ${message}`)
    this.#router.counters.refused('session', VIOLATION)
    return { reason: VIOLATION, message, code }
  }

  /** An error while a message was read: a protocol violation, an exceeded limit, or a failure of the router. */
  malformed(error: unknown): Farewell {
    if (error instanceof ProtocolViolation) return this.violated(error.message)
    if (error instanceof MessageRefused) return this.#oversized(`${error.message} (limits.login_values)`)
    if (error instanceof WampError) return this.#oversized(error.message)
    return this.failed('wamp.error.internal_error', error)
  }

  /** A message that exceeds the limit before WELCOME. */
  tooLong(limit: number): Farewell {
    return this.#oversized(`a message may have at most ${limit} bytes before WELCOME (limits.login_message_size)`)
  }

  #oversized(message: string): Farewell {
    this.#router.counters.count('oversized_messages')
    this.#write('warn', `ended, because it sent too much at once: ${message}`)
    this.#router.counters.refused('session', LIMIT)
    return { reason: LIMIT, message, code: CLOSE.policyViolation }
  }

  misframed({ name, isBinary }: Pick<Serializer, 'name' | 'isBinary'>): Farewell {
    return this.violated(`${name} needs ${isBinary ? 'binary' : 'text'} frames`, CLOSE.unsupportedData)
  }

  overflowed(why: string): void {
    this.#router.counters.count('slow_readers_ended')
    this.#router.counters.refused('session', SLOW_READER)
    this.#write('warn', `ended, because it does not read: ${why}`)
  }

  /** Counted every time, logged once per connection. */
  throttled(messagesPerSecond: number, isFirst: boolean): void {
    this.#router.counters.count('senders_throttled')
    if (isFirst)
      this.#write(
        'warn',
        `is read more slowly from now on: it sends more than ${messagesPerSecond} messages per second; a large message counts as several (limits.messages_per_second)`,
      )
  }

  /** A failure of the router itself, logged with its stack. */
  failed(reason: Uri, error: unknown): Farewell {
    this.#router.counters.count('internal_errors')
    this.#router.counters.refused('session', reason)
    this.#write('error', 'ended by an internal error', error)
    return { reason, message: 'the router failed; the router log has the details', code: CLOSE.internalError }
  }

  #write(level: LogLevel, text: string, err?: unknown): void {
    if (this.#router.log.isSilent === true) return
    const { info, identity } = this.#about
    const { peer, proxy } = info
    const about = { peer, ...(proxy === undefined ? {} : { proxy }), ...fieldsOf(identity) }
    this.#router.log.write(level, text, err === undefined ? about : { ...about, err })
  }
}
