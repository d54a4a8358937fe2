/**
 * One log-in on a connection: the handshake, the timeouts for HELLO and AUTHENTICATE, and the lower limit on message
 * sizes. It is dropped at WELCOME.
 */
import type { ClientMessage, Dict, RouterMessage } from '@wampeter/protocol'
import type { Cancel } from './clock.ts'
import type { Correspondent, TransportContext } from './context.ts'
import type { Farewell } from './farewell.ts'
import { Handshake } from './handshake.ts'
import type { Admission, HandshakeHost } from './handshake.ts'
import { Journal } from './journal.ts'
import type { Refusal } from './principals.ts'
import type { Transport } from './transport.ts'

/** The connection, as its log-in sees it. */
export interface LoginHost extends Correspondent {
  send(message: RouterMessage): void
  abort(farewell: Farewell): void
  /** Makes the session and sends WELCOME. */
  admit(admission: Admission): void
  /** No HELLO arrived within `ms` milliseconds. */
  silent(ms: number): void
}

/** One log-in on a connection. */
export class Login implements HandshakeHost {
  readonly #context: TransportContext
  readonly #host: LoginHost
  readonly #handshake: Handshake
  readonly #transport: Pick<Transport, 'boundMessages'>
  /** Cancels the present timeout. */
  #cancel: Cancel | undefined

  constructor(context: TransportContext, host: LoginHost, transport: Pick<Transport, 'boundMessages'>) {
    this.#context = context
    this.#host = host
    this.#transport = transport
    transport.boundMessages?.(context.limits.loginMessageBytes)
    this.#handshake = new Handshake(context, this, host.info)
    const { handshakeTimeoutMs: ms } = context.limits
    this.#within(ms, () => host.silent(ms))
  }

  get method(): string | undefined {
    return this.#handshake.method
  }

  /** @throws ProtocolViolation for a message that is not allowed in this state. */
  receive(message: ClientMessage): void {
    this.#handshake.receive(message)
  }

  /** Stops the log-in because the connection ends. A verdict that arrives later is dropped. */
  abandon(): void {
    this.#cancel?.()
    this.#handshake.abandon()
  }

  challenge(authmethod: string, extra: Dict): void {
    const { handshakeTimeoutMs: ms } = this.#context.limits
    this.#within(ms, () => this.#host.abort(this.#journal.late('AUTHENTICATE', ms)))
    this.#host.send({ kind: 'CHALLENGE', authmethod, extra })
  }

  judging(): void {
    this.#cancel?.()
  }

  refuse(refusal: Refusal): void {
    this.#host.abort(this.#journal.refused(refusal))
  }

  loginFailed(error: unknown): void {
    this.#host.abort(this.#journal.failed('wamp.error.authentication_failed', error))
  }

  welcome(admission: Admission): void {
    this.#cancel?.()
    this.#transport.boundMessages?.(undefined)
    this.#host.admit(admission)
  }

  #within(ms: number, late: () => void): void {
    this.#cancel?.()
    this.#cancel = this.#context.router.clock.after(ms, late)
  }

  get #journal(): Journal {
    return new Journal(this.#context.router, this.#host)
  }
}
