/**
 * What is worth telling about one connection: each thing is a log line, and where it matters a count. What ends it
 * comes back as the farewell that the peer gets.
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
/** No URI of WAMP's: a slow reader is sent none. */
const SLOW_READER = 'slow_reader'

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

  /** Why a message could not be taken: the peer broke the protocol, it sent too much at once, or the router failed. */
  malformed(error: unknown): Farewell {
    if (error instanceof ProtocolViolation) return this.violated(error.message)
    if (error instanceof MessageRefused) return this.#oversized(`${error.message} (limits.login_values)`)
    if (error instanceof WampError) return this.#oversized(error.message)
    return this.failed('wamp.error.internal_error', error)
  }

  /** Before the log-in. */
  tooLong(limit: number): Farewell {
    return this.#oversized(`a message may have ${limit} bytes before WELCOME (limits.login_message_size)`)
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

  /** Counted each time, said once for a connection. */
  throttled(messagesPerSecond: number, isFirst: boolean): void {
    this.#router.counters.count('senders_throttled')
    if (isFirst)
      this.#write(
        'warn',
        `is read more slowly from here on: it sends more than ${messagesPerSecond} messages per second, where a large one counts as several (limits.messages_per_second)`,
      )
  }

  /** Our own fault, said once with its stack. */
  failed(reason: Uri, error: unknown): Farewell {
    this.#router.counters.count('internal_errors')
    this.#router.counters.refused('session', reason)
    this.#write('error', 'ended by an internal error', error)
    return { reason, message: 'the router failed; the router log has the details', code: CLOSE.internalError }
  }

  #write(level: LogLevel, text: string, err?: unknown): void {
    const { info, identity } = this.#about
    const { peer, proxy } = info
    const about = { peer, ...(proxy === undefined ? {} : { proxy }), ...fieldsOf(identity) }
    this.#router.log.write(level, text, err === undefined ? about : { ...about, err })
  }
}
