/** What is worth telling about one connection: each thing is a log line, and where it matters a count. */
import type { Correspondent, RouterContext } from './context.ts'
import { fieldsOf } from './log.ts'
import type { LogLevel } from './log.ts'

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
    this.#write('info', `joined as "${identity?.authid}" with role "${identity?.authrole}" by ${authmethod}`)
  }

  refused(reason: string, message: string): void {
    this.#router.counters.count('sessions_refused')
    this.#write('info', `refused: ${reason}: ${message}`)
  }

  left(reason: string): void {
    this.#write('info', `left: ${reason}`)
  }

  lost(): void {
    this.#write('debug', 'the connection was lost')
  }

  transportFailed(error: Error): void {
    this.#write('info', `the transport failed: ${error.message}`)
  }

  late(awaited: string, ms: number): void {
    this.#router.counters.count('handshake_timeouts')
    this.#write('info', `ended: no ${awaited} within ${ms} ms`)
  }

  violated(message: string): void {
    this.#router.counters.count('protocol_violations')
    this.#write('warn', `ended, because it broke the protocol: ${message}`)
  }

  overflowed(why: string): void {
    this.#router.counters.count('slow_readers_ended')
    this.#write('warn', `ended, because it does not read: ${why}`)
  }

  /** Our own fault, said once with its stack. */
  failed(error: unknown): void {
    this.#router.counters.count('internal_errors')
    this.#write('error', 'ended by an internal error', error)
  }

  #write(level: LogLevel, text: string, err?: unknown): void {
    const { info, identity } = this.#about
    const about = { peer: info.peer, ...fieldsOf(identity) }
    this.#router.log.write(level, text, err === undefined ? about : { ...about, err })
  }
}
