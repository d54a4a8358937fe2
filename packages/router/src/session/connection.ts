/**
 * One transport and its peer: receives messages, runs the log-in, and closes. A successful log-in makes a `Session`.
 * After GOODBYE another session may follow on the same connection.
 */
import { isFromClient, MessageRefused, ProtocolViolation } from '@wampeter/protocol'
import type { ClientMessage, RouterMessage, Serializer, Uri } from '@wampeter/protocol'
import type { Identity } from '../realm/receiver.ts'
import type { Batching } from './batching.ts'
import type { Cancel } from './clock.ts'
import { reactionTo } from './connection-state.ts'
import type { ConnectionState, Reaction } from './connection-state.ts'
import type { ConnectionParts, TransportContext } from './context.ts'
import { comeIn, goOut } from './doors.ts'
import { encodingFor } from './encoding.ts'
import { abortFor, TURNED_AWAY } from './farewell.ts'
import type { Farewell } from './farewell.ts'
import type { Admission } from './handshake.ts'
import { Inbox } from './inbox.ts'
import type { Reader } from './inbox.ts'
import { Journal } from './journal.ts'
import { Login } from './login.ts'
import type { LoginHost } from './login.ts'
import { Outbox } from './outbox.ts'
import type { OutboxOwner } from './outbox.ts'
import { Session } from './session.ts'
import type { SessionHost } from './session.ts'
import { CLOSE } from './transport.ts'
import type { FrameSink, Transport, TransportInfo } from './transport.ts'

/** A transport and its peer. */
export class Connection implements FrameSink, Reader, LoginHost, OutboxOwner, SessionHost {
  readonly info: TransportInfo
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly #context: TransportContext
  readonly #transport: Transport
  readonly #serializer: Serializer
  #cancelGoodbye: Cancel | undefined
  #state: ConnectionState = 'logging in'
  #login: Login | undefined
  #session: Session | undefined

  constructor(context: TransportContext, { transport, info, serializer, batching }: ConnectionParts) {
    this.#context = context
    this.#transport = transport
    this.info = info
    this.#serializer = serializer
    this.inbox = new Inbox({ transport, turn: context.outbox.turn, reader: this, batching, context })
    const encoding = encodingFor(transport.framing, serializer, batching)
    this.outbox = new Outbox(transport, { encoding, parts: context.outbox, owner: this })
    this.#login = new Login(this.#context, this, this.#transport)
  }

  get identity(): Identity | undefined {
    return this.#session?.identity
  }

  get method(): string | undefined {
    return this.#login?.method
  }

  // Incoming frames and messages

  frame(data: string | Uint8Array, bytes: number): void {
    if (this.#state === 'closed') return this.inbox.yieldIfDue()
    this.#context.router.counters.arrived(bytes)
    if (this.#login !== undefined && bytes > this.#context.limits.loginMessageBytes) return this.oversized()
    if ((typeof data === 'string') !== this.#serializer.isBinary) this.inbox.take(data)
    else this.abort(this.#journal.misframed(this.#serializer))
  }

  read(data: string | Uint8Array, now: number): void {
    if (this.#state === 'closed') return
    const { login, session } = this.#context.meters
    const meter = this.#login === undefined ? session : login
    const message = this.#serializer.read(data, meter)
    this.#transport.charge?.(data.length, meter.spent, now)
    comeIn(this.#context.router, this, message)
    if (!isFromClient(message)) throw new ProtocolViolation(`${message.kind} is a message that only routers may send`)
    this.#receive(message)
  }

  #receive(message: ClientMessage): void {
    const reaction = reactionTo(this.#state, message)
    if (reaction !== 'accept') return this.#decline(reaction, message)
    switch (message.kind) {
      case 'ABORT':
        return this.#close(CLOSE.normal, this.#journal.aborted(message.reason))
      case 'GOODBYE':
        return this.#session === undefined ? this.#close(CLOSE.normal, 'goodbye') : this.#session.answer(message)
      case 'HELLO':
      case 'AUTHENTICATE':
        return this.#decline('handshake', message)
      default:
        this.#session?.route(message)
    }
  }

  #decline(reaction: Exclude<Reaction, 'accept'>, message: ClientMessage): void {
    if (reaction === 'handshake') this.#login?.receive(message)
    if (reaction === 'violation') throw new ProtocolViolation(`${message.kind} is not allowed after WELCOME`)
  }

  malformed(error: unknown): void {
    if (!(error instanceof MessageRefused) || this.#session === undefined)
      return this.abort(this.#journal.malformed(error))
    this.#transport.charge?.(0, this.#context.meters.session.spent)
    this.#session.refuse(error)
  }

  batchingIs(batching: Batching): void {
    this.outbox.encoding = encodingFor(this.#transport.framing, this.#serializer, batching)
  }

  // Calls of the transport

  oversized(): void {
    this.abort(this.#journal.tooLong(this.#context.limits.loginMessageBytes))
  }

  drained(): void {
    this.outbox.drained()
  }

  transportFailed(error: Error): void {
    if (this.#state !== 'closed') this.#journal.transportFailed(error)
  }

  closed(): void {
    if (this.#state !== 'closed') this.#journal.lost()
    this.#shut()
    this.outbox.close()
  }

  // Logging in

  silent(ms: number): void {
    if (this.#state === 'logging in') this.abort(this.#journal.late('HELLO', ms))
    else this.#close(CLOSE.normal, 'no other session followed')
  }

  admit(admission: Admission): void {
    this.#login = undefined
    const session = new Session(this.#context, this, admission)
    this.#session = session
    this.#state = 'in session'
    if (session.peer.authorizer === undefined && !this.#context.asksAboutLogins) this.info.dropHandshake?.()
    session.welcome()
  }

  // Calls of the session

  send(message: RouterMessage): void {
    goOut(this.#context.router, { to: this, outbox: this.outbox }, message)
  }

  awaitGoodbye(reason: Uri): void {
    if (this.#state === 'closed') return
    this.#session = undefined
    this.#state = 'leaving'
    const { limits, router } = this.#context
    this.#cancelGoodbye = router.clock.after(limits.goodbyeTimeoutMs, () => this.#close(CLOSE.goingAway, reason))
  }

  awaitHello(): void {
    if (this.#state === 'closed') return
    this.#session = undefined
    this.#state = 'logging in again'
    this.#login = new Login(this.#context, this, this.#transport)
  }

  // Endings

  /** Aborts a log-in because the endpoint closes. Established sessions are ended one by one, with their own reasons. */
  turnAway(): void {
    if (this.#login !== undefined) this.abort(TURNED_AWAY)
  }

  abort(farewell: Farewell): void {
    if (this.#state === 'closed') return
    this.#session?.leave()
    this.send(abortFor(farewell))
    this.#close(farewell.code, farewell.reason)
  }

  /** Ends the connection of a peer that does not read. Its session ends without waiting for the peer. */
  overflowed(why: string): void {
    this.#journal.overflowed(why)
    const canHear = this.#transport.buffered() === 0
    this.#state = 'closed'
    this.#context.router.delivery.afterwards(() => {
      this.#shut()
      if (canHear) this.#transport.close(CLOSE.tryAgainLater, 'too slow')
      else this.#transport.destroy()
    })
  }

  #close(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#shut()
    this.outbox.closeTransport(code, reason)
  }

  /** Releases everything but the outbox, which may still have to write a farewell. */
  #shut(): void {
    this.#state = 'closed'
    this.inbox.close()
    this.#cancelGoodbye?.()
    this.#login?.abandon()
    const session = this.#session
    this.#session = undefined
    if (session !== undefined) this.#context.outbox.turn.chores.add(() => session.leave())
  }

  get #journal(): Journal {
    return new Journal(this.#context.router, this)
  }
}
