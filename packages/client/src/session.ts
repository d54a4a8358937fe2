/**
 * One WAMP session, from WELCOME to its end. It knows no socket, clock or log: messages come in by `receive`, and go
 * out by what it was given.
 */
import { ProtocolViolation, WampError } from '@wampeter/protocol'
import type { ClientMessage, Dict, Event, Id, RouterMessage, SessionMessage, Uri } from '@wampeter/protocol'
import type { ProcedureHandler } from './handlers.ts'
import { Invocations } from './invocations.ts'
import type { Ending } from './refusal.ts'
import { Requests } from './requests.ts'
import type { RequestKind, Waiting } from './requests.ts'

/** A request to which the session gives its id. */
export type Unnumbered<Kind extends RequestKind> = Omit<Extract<SessionMessage, { kind: Kind }>, 'kind' | 'request'>

/** One handler of a subscription. Several may share a subscription: the router counts a session once. */
export interface EventSink {
  event(message: Event): void
  /** The router has ended the subscription. */
  revoked(reason: Uri): void
}

/** A procedure that this session answers. */
export interface Procedure {
  readonly handler: ProcedureHandler
  /** The router has ended the registration. */
  revoked(reason: Uri): void
}

/** What carries a session. */
export interface SessionHost {
  send(message: ClientMessage): void
  /** Gets what handlers throw. */
  report(error: unknown): void
}

export class Session {
  readonly id: Id
  /** `WELCOME.Details`. */
  readonly details: Dict
  readonly eventSinks = new Map<Id, Set<EventSink>>()
  /** Handlers whose SUBSCRIBE was sent and is not answered yet, with its topic. */
  readonly subscribing = new Map<EventSink, string>()
  readonly procedures = new Map<Id, Procedure>()
  readonly #host: SessionHost
  readonly requests = new Requests()
  readonly #invocations: Invocations
  #isOpen = true

  constructor(id: Id, details: Dict, host: SessionHost) {
    this.id = id
    this.details = details
    this.#host = host
    this.#invocations = new Invocations(host)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Did the router announce this feature? */
  announces(role: 'broker' | 'dealer', feature: string): boolean {
    const { roles } = this.details as { readonly roles?: Readonly<Record<string, { readonly features?: Dict }>> }
    return roles?.[role]?.features?.[feature] === true
  }

  /** What cannot be written throws here, and nothing was sent. */
  send(message: SessionMessage): void {
    if (this.#isOpen) this.#host.send(message)
  }

  /** Sends a request and returns its id. Without `waiting` no answer is expected. */
  ask<Kind extends RequestKind>(kind: Kind, fields: Unnumbered<Kind>, waiting?: Waiting<Kind>): Id {
    const send = (request: Id): void => this.send({ kind, request, ...fields } as unknown as SessionMessage)
    return this.requests.ask(kind, send, waiting)
  }

  /** Resolves when the router has confirmed; the end of the session does as well. */
  giveBack<Kind extends RequestKind>(kind: Kind, fields: Unnumbered<Kind>): Promise<void> {
    return new Promise((resolve, reject) => {
      // A revocation may cross the request: what the router does not have any more is given back.
      const failed = (error: WampError): void =>
        this.#isOpen && !error.uri.includes('no_such') ? reject(error) : resolve()
      this.ask(kind, fields, { answered: () => resolve(), failed })
    })
  }

  /** @throws ProtocolViolation for what a router must not send. */
  receive(message: RouterMessage): void {
    switch (message.kind) {
      case 'EVENT':
        for (const sink of this.eventSinks.get(message.subscription) ?? []) sink.event(message)
        return
      case 'INVOCATION':
        return this.#invocations.receive(message, this.procedures.get(message.registration)?.handler)
      case 'INTERRUPT':
        return this.#invocations.interrupt(message)
      case 'UNSUBSCRIBED':
      case 'UNREGISTERED':
        if (message.request === 0) this.#revoke(message.details)
        break
      case 'RESULT':
      case 'ERROR':
      case 'PUBLISHED':
      case 'SUBSCRIBED':
      case 'REGISTERED':
        break
      default:
        throw new ProtocolViolation(`${message.kind} is not allowed now`)
    }
    this.requests.settle(message)
  }

  /** Ends the calls that are being answered, and fails the requests that wait. */
  end({ reason, message }: Pick<Ending, 'reason' | 'message'>): void {
    this.#isOpen = false
    const error = new WampError(reason, message)
    this.#invocations.end(error)
    this.requests.failAll(error)
  }

  /** *Subscription Revocation*, *Registration Revocation*: the router answers the request 0, which was never made. */
  #revoke({ subscription = 0, registration = 0, reason = 'wampeter.error.revoked' }: Revocation): void {
    const revoked = [...(this.eventSinks.get(subscription) ?? []), this.procedures.get(registration)]
    this.eventSinks.delete(subscription)
    this.procedures.delete(registration)
    for (const each of revoked) each?.revoked(reason)
  }
}

interface Revocation {
  readonly subscription?: Id | undefined
  readonly registration?: Id | undefined
  readonly reason?: Uri | undefined
}
