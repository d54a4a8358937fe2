/**
 * One peer's life on one transport: handshake, session, farewell, and perhaps another session. Every message of a
 * peer comes in by this door. To its transport it is a `FrameSink`; the realm knows its session as a `Peer`.
 */
import { EMPTY_DICT, isFromClient, ProtocolViolation } from '@wampeter/protocol'
import type { ClientMessage, Dict, Goodbye, RouterMessage, Serializer, Uri } from '@wampeter/protocol'
import type { Origin, Peer } from '../realm/peer.ts'
import type { Realm } from '../realm/realm.ts'
import type { Identity } from '../realm/receiver.ts'
import { welcomeDetails } from './announcement.ts'
import type { Batching } from './batching.ts'
import { Deadline } from './clock.ts'
import type { ConnectionParts, Correspondent, TransportContext } from './context.ts'
import { comeIn, goOut } from './doors.ts'
import { encodingFor } from './encoding.ts'
import { abortFor, farewellDetails } from './farewell.ts'
import type { Farewell } from './farewell.ts'
import { Handshake } from './handshake.ts'
import type { Admission, HandshakeHost } from './handshake.ts'
import { Inbox } from './inbox.ts'
import type { Reader } from './inbox.ts'
import { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'
import type { OutboxOwner } from './outbox.ts'
import type { Refusal } from './principals.ts'
import { transportDetails } from './transport-details.ts'
import { CLOSE, withoutHandshake } from './transport.ts'
import type { FrameSink, Transport, TransportInfo } from './transport.ts'

export class Connection implements FrameSink, Reader, HandshakeHost, OutboxOwner, Correspondent, Origin {
  info: TransportInfo
  #authextra: Dict = EMPTY_DICT
  readonly #context: TransportContext
  readonly #transport: Transport
  readonly #serializer: Serializer
  readonly #outbox: Outbox
  readonly #inbox: Inbox
  #handshake: Handshake | undefined
  #peer: Peer | undefined
  #realm: Realm | undefined
  /** GOODBYE was sent: everything but the peer's own is ignored. */
  #isLeaving = false
  #isClosed = false
  readonly #deadline = new Deadline()

  constructor(context: TransportContext, { transport, info, serializer, batching }: ConnectionParts) {
    this.#context = context
    this.#transport = transport
    this.info = info
    this.#serializer = serializer
    this.#inbox = new Inbox({ transport, clock: context.router.clock, reader: this, batching })
    const encoding = encodingFor(transport.framing, serializer, batching)
    this.#outbox = new Outbox(transport, { encoding, parts: context.outbox, owner: this, inbox: this.#inbox })
    this.#expectHello()
  }

  get identity(): Identity | undefined {
    return this.#peer?.identity
  }

  get door(): TransportContext {
    return this.#context
  }

  get method(): string | undefined {
    return this.#handshake?.method
  }

  frame(data: string | Uint8Array, bytes: number): void {
    if (this.#isClosed) return
    this.#context.router.counters.arrived(bytes)
    const isText = typeof data === 'string'
    if (isText === this.#serializer.isBinary) return this.abort(this.#journal.misframed(this.#serializer))
    this.#inbox.take(data)
  }

  broke(error: unknown): void {
    if (error instanceof ProtocolViolation) this.abort(this.#journal.violated(error.message))
    else this.abort(this.#journal.failed('wamp.error.internal_error', error))
  }

  drained(): void {
    this.#outbox.drained()
  }

  failed(error: Error): void {
    if (!this.#isClosed) this.#journal.transportFailed(error)
  }

  closed(): void {
    if (!this.#isClosed) this.#journal.lost()
    this.#shut()
    this.#outbox.close()
  }

  batchingIs(batching: Batching): void {
    this.#outbox.encoding = encodingFor(this.#transport.framing, this.#serializer, batching)
  }

  read(data: string | Uint8Array): void {
    if (this.#isClosed) return
    this.#transport.charge?.()
    const message = this.#serializer.read(data)
    comeIn(this.#context.router, this, message)
    if (!isFromClient(message)) throw new ProtocolViolation(`${message.kind} is for routers to send`)
    this.#receive(message)
  }

  #receive(message: ClientMessage): void {
    if (this.#isLeaving) return message.kind === 'GOODBYE' ? this.#close(CLOSE.normal, 'goodbye') : undefined
    if (message.kind === 'ABORT') return this.#close(CLOSE.normal, this.#journal.aborted(message.reason))
    if (message.kind === 'HELLO' || message.kind === 'AUTHENTICATE' || this.#peer === undefined)
      return this.#shakeHands(message)
    if (message.kind === 'GOODBYE') return this.#farewell(message)
    if (this.#realm !== undefined) this.#context.router.delivery.apply(this.#realm.route(this.#peer, message))
  }

  #shakeHands(message: ClientMessage): void {
    if (this.#handshake === undefined) throw new ProtocolViolation(`${message.kind} is not allowed after WELCOME`)
    this.#handshake.receive(message)
  }

  challenge(authmethod: string, extra: Dict): void {
    this.#within((ms) => this.abort(this.#journal.late('AUTHENTICATE', ms)))
    this.#send({ kind: 'CHALLENGE', authmethod, extra })
  }

  welcome({ realm, identity, features, authextra }: Admission): void {
    this.#deadline.met()
    this.#handshake = undefined
    this.#peer = realm.join(identity, { features, outlet: this.#outbox, origin: this })
    this.#realm = realm
    this.#authextra = authextra
    if (this.#peer.authorizer === undefined && !this.#context.asksAboutLogins) this.info = withoutHandshake(this.info)
    this.#journal.joined(identity.authmethod)
    const details = welcomeDetails(identity, authextra, realm.hasMetaApi)
    this.#send({ kind: 'WELCOME', session: identity.session, details })
    this.#context.router.delivery.apply(realm.announce(this.#peer))
  }

  /** To authorizers and meta events. */
  describe(): Dict {
    return { authextra: this.#authextra, transport: transportDetails(this.info) }
  }

  refuse(refusal: Refusal): void {
    this.abort(this.#journal.refused(refusal))
  }

  judging(): void {
    this.#deadline.met()
  }

  broken(error: unknown): void {
    this.abort(this.#journal.failed('wamp.error.authentication_failed', error))
  }

  /** Ends the session for a reason of the router's, or refuses whoever has none yet. */
  end(reason: Uri, message?: string, retryAfterMs?: number): void {
    if (this.#isClosed || this.#isLeaving) return
    if (this.#peer === undefined) return this.abort({ reason, message: message ?? reason, code: CLOSE.goingAway })
    this.#leave()
    this.#isLeaving = true
    this.#send({ kind: 'GOODBYE', details: farewellDetails(message, retryAfterMs), reason })
    this.#deadline.set(this.#context.router.clock, this.#context.limits.goodbyeTimeoutMs, () =>
      this.#close(CLOSE.goingAway, reason),
    )
  }

  /** Its door is gone: who has no session yet gets none. Sessions are ended by who knows why. */
  turnAway(): void {
    if (this.#peer === undefined) this.end('wamp.close.system_shutdown', 'this endpoint is being closed')
  }

  /** The peer does not read. What waited is gone already; the session ends without waiting for it. */
  overflowed(why: string): void {
    this.#journal.overflowed(why)
    const canHear = this.#transport.buffered() === 0
    this.#isClosed = true
    this.#context.router.delivery.afterwards(() => {
      this.#shut()
      if (canHear) this.#transport.close(CLOSE.tryAgainLater, 'too slow')
      else this.#transport.destroy()
    })
  }

  /** The peer says goodbye: it is answered, and may say HELLO again. */
  #farewell({ reason }: Goodbye): void {
    this.#journal.left(reason)
    this.#leave()
    this.#send({ kind: 'GOODBYE', details: EMPTY_DICT, reason: 'wamp.close.goodbye_and_out' })
    this.#expectHello()
    this.#within(() => this.#close(CLOSE.normal, 'no other session followed'))
  }

  #expectHello(): void {
    this.#handshake = new Handshake(this.#context, this, this.info)
    this.#within((ms) => this.abort(this.#journal.late('HELLO', ms)))
  }

  #within(late: (ms: number) => void): void {
    const { handshakeTimeoutMs: ms } = this.#context.limits
    this.#deadline.set(this.#context.router.clock, ms, () => late(ms))
  }

  abort(farewell: Farewell): void {
    if (this.#isClosed) return
    this.#leave()
    this.#send(abortFor(farewell))
    this.#close(farewell.code, farewell.reason)
  }

  #close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#shut()
    this.#outbox.closeTransport(code, reason)
  }

  /** Forgets everything but the outbox, which may have last words. */
  #shut(): void {
    this.#isClosed = true
    this.#inbox.close()
    this.#deadline.met()
    this.#handshake?.abandon()
    this.#leave()
  }

  /** What fails at that keeps nobody from ending: neither this connection nor whoever is ended with it. */
  #leave(): void {
    const [peer, realm] = [this.#peer, this.#realm]
    this.#peer = undefined
    this.#realm = undefined
    if (peer === undefined || realm === undefined) return
    try {
      this.#context.router.delivery.apply(realm.leave(peer))
    } catch (error) {
      this.#journal.failed('wamp.error.internal_error', error)
    }
  }

  #send(message: RouterMessage): void {
    goOut(this.#context.router, { to: this, outbox: this.#outbox }, message)
  }

  /** Made when there is something to tell: most of the time there is not. */
  get #journal(): Journal {
    return new Journal(this.#context.router, this)
  }
}
