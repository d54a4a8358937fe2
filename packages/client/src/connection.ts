/**
 * One connection's life: opening, login, session, farewell. Every message comes in and goes out here. It ends
 * exactly once, whatever happens.
 */
import { EMPTY_DICT, Payload, ProtocolViolation } from '@wampeter/protocol'
import type { ClientMessage, RouterMessage, Serializer, Uri } from '@wampeter/protocol'
import type { Environment } from './environment.ts'
import { websocket } from '#websocket'
import { asWampError, ERROR } from './errors.ts'
import { Liveness } from './liveness.ts'
import type { LivenessOptions } from './liveness.ts'
import { Login } from './login.ts'
import type { LoginOptions } from './login.ts'
import { ending, refusal } from './refusal.ts'
import type { Ending } from './refusal.ts'
import { Session } from './session.ts'
import type { Transport, FrameSink, Target, TransportFactory } from './transports/transport.ts'

export interface ConnectionOptions extends LoginOptions {
  /** Default: WebSocket. */
  readonly transport?: TransportFactory
  readonly target: Target
  readonly environment: Environment
  readonly liveness?: LivenessOptions
  /** How long opening, and each answer while logging in, may take. Default 10,000. */
  readonly handshakeTimeoutMs?: number
}

export interface ConnectionHost {
  opened(session: Session): void
  ended(ending: Ending): void
}

/** The largest id. Routers count up from 1, or take an id at random. */
const NOBODYS = 2 ** 53

/** How long a router may take to answer GOODBYE. */
const FAREWELL_MS = 2000

export class Connection implements FrameSink {
  readonly #options: ConnectionOptions
  readonly #host: ConnectionHost
  readonly #login: Login
  readonly #liveness: Liveness
  #transport: Transport | undefined
  #serializer: Serializer | undefined
  #session: Session | undefined
  /** Set from WELCOME until the router has proved itself. Messages that come meanwhile wait. */
  #proof: Promise<void> | undefined
  /** Set once this end has said GOODBYE. From then on every message but the router's GOODBYE is ignored. */
  #farewell: Ending | undefined
  #isEnded = false
  #cancelDeadline: (() => void) | undefined

  constructor(options: ConnectionOptions, host: ConnectionHost) {
    this.#options = options
    this.#host = host
    this.#login = new Login(options, (message) => this.#send(message))
    this.#liveness = new Liveness(options.environment, options.liveness, {
      probe: () => this.#probe(),
      dead: () => this.#lost(ERROR.connectionLost, 'no answer'),
    })
    this.#expect()
    const { transport = websocket, target } = options
    try {
      this.#transport = transport(target, this)
    } catch (error) {
      options.environment.after(0, () =>
        this.#end({
          reason: ERROR.unreachable,
          message: String(error),
          retry: 'never',
        }),
      )
    }
  }

  /** Leaves in order. The host is told with this ending. */
  leave(end: Ending): void {
    if (this.#isEnded || this.#farewell !== undefined) return
    if (this.#session === undefined) return this.#end(end)
    this.#send({ kind: 'GOODBYE', details: EMPTY_DICT, reason: end.reason })
    this.#session.end(end)
    this.#farewell = end
    this.#deadline(FAREWELL_MS, () => this.#end(end))
  }

  /** The network has changed: asks whether the router is still there. */
  check(): void {
    if (this.#session !== undefined) this.#liveness.check()
  }

  // From the transport

  opened(serializer: Serializer): void {
    if (this.#isEnded) return
    this.#serializer = serializer
    this.#expect()
    this.#own(this.#login.start())
  }

  frame(data: string | Uint8Array): void {
    this.#liveness.heard()
    try {
      const message = this.#serializer?.read(data)
      if (message !== undefined) this.#receive(message as RouterMessage)
    } catch (error) {
      this.#fail(error)
    }
  }

  closed(why: string): void {
    this.#lost(this.#session === undefined ? ERROR.unreachable : ERROR.connectionLost, why)
  }

  #receive(message: RouterMessage): void {
    if (this.#isEnded) return
    if (this.#proof !== undefined) return this.#own(this.#proof.then(() => this.#receive(message)))
    if (this.#farewell !== undefined) {
      if (message.kind === 'GOODBYE') this.#end(this.#farewell)
    } else if (message.kind === 'ABORT') {
      this.#end((this.#session === undefined ? refusal : ending)(message.reason, message.details))
    } else if (this.#session === undefined) this.#shakeHands(message)
    else if (message.kind === 'GOODBYE') {
      this.#send({ kind: 'GOODBYE', details: EMPTY_DICT, reason: 'wamp.close.goodbye_and_out' })
      this.#end(ending(message.reason, message.details))
    } else this.#session.receive(message)
  }

  #shakeHands(message: RouterMessage): void {
    this.#cancelDeadline?.()
    if (message.kind === 'CHALLENGE') {
      this.#own(this.#login.challenged(message).then(() => this.#expect()))
    } else if (message.kind === 'WELCOME') {
      this.#proof = this.#login.welcomed(message).then(() => {
        this.#proof = undefined
        if (this.#isEnded) return
        this.#session = new Session(message.session, message.details, {
          send: (sent) => this.#send(sent),
          report: this.#options.environment.report,
        })
        this.#liveness.start()
        this.#host.opened(this.#session)
      })
      this.#own(this.#proof)
    } else throw new ProtocolViolation(`${message.kind} is not allowed now`)
  }

  /**
   * Asks to end a subscription that nobody has. No permission is needed for that and no authorizer is asked. The router
   * refuses it; any frame is a sign of life, so the answer itself is dropped.
   */
  #probe(): void {
    this.#session?.ask('UNSUBSCRIBE', { subscription: NOBODYS })
  }

  #send(message: ClientMessage): void {
    if (!this.#isEnded && this.#serializer !== undefined) this.#transport?.send(this.#serializer.write(message))
  }

  // The ends

  /** Owns an asynchronous step of the login: its failure ends the connection. */
  #own(step: Promise<void>): void {
    step.catch((error: unknown) => this.#fail(error))
  }

  #fail(error: unknown): void {
    if (error instanceof ProtocolViolation) {
      this.#abort({ reason: 'wamp.error.protocol_violation', message: error.message, retry: 'again' })
    } else if (this.#session === undefined) {
      const { uri, message } = asWampError(error, 'wamp.error.cannot_authenticate')
      this.#abort(refusal(uri, { message }))
    } else this.#options.environment.report(error)
  }

  #abort(end: Ending): void {
    const { reason, message } = end
    this.#send({ kind: 'ABORT', details: { message }, reason, payload: Payload.empty })
    this.#end(end)
  }

  /** The next step must not take longer than this. */
  #expect(): void {
    const { handshakeTimeoutMs: ms = 10_000 } = this.#options
    this.#deadline(ms, () => this.#lost(ERROR.unreachable, `no answer within ${ms} ms`))
  }

  #deadline(ms: number, run: () => void): void {
    this.#cancelDeadline?.()
    if (!this.#isEnded) this.#cancelDeadline = this.#options.environment.after(ms, run)
  }

  #lost(reason: Uri, message: string): void {
    this.#end(this.#farewell ?? { reason, message, retry: 'again' })
  }

  #end(end: Ending): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#cancelDeadline?.()
    this.#liveness.stop()
    this.#transport?.close()
    this.#session?.end(end)
    this.#host.ended(end)
  }
}
