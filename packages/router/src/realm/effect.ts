/** Effects: what the realm wants done. They are carried out in order, before the next message is routed. */
import { codeOf, EMPTY_DICT, Payload } from '@wampeter/protocol'
import type { ErrorMessage, Id, MessageKind, RouterMessage, Uri, WampError } from '@wampeter/protocol'
import type { Identity, Receiver } from './receiver.ts'

/** Decides whether a receiver gets a message. Compiled once per publication from its audience. */
export type Hears = (identity: Identity) => boolean

/** Send a message to these peers. The collection is live: do not keep it, and do not change tables while reading it. */
export interface Deliver {
  readonly kind: 'deliver'
  readonly to: readonly Receiver[] | ReadonlySet<Receiver>
  readonly message: RouterMessage
  /** Undefined means that all peers get it. */
  readonly hears: Hears | undefined
}

interface Ending {
  readonly peer: Receiver
  readonly reason: Uri
  readonly message: string | undefined
}

/** End a session with GOODBYE. */
export interface End extends Ending {
  readonly kind: 'end'
}

/** End a session with ABORT, because of a protocol violation or a failure of the router. */
export interface Abort extends Ending {
  readonly kind: 'abort'
}

/** The events that are logged and counted. The list is fixed, so that no peer can add labels to the metrics. */
export type NoteName =
  | 'publish_refused'
  | 'publish_unheard'
  | 'retained_cut'
  | 'reroute_unkept'
  | 'request_refused'
  | 'answer_dropped'
  | 'progress_dropped'
  | 'authorizer_failed'
  | 'parked_dropped'
  | 'parked_full'
  | 'subscription_revoked'
  | 'registration_revoked'
  | 'internal_errors'

/** Write a log line and count it. `text` is called only when the line is written. */
export interface Note {
  /** Loud notes are logged at every log level, quiet ones only at `debug`. */
  readonly isLoud: boolean
  readonly kind: 'note'
  readonly name: NoteName
  readonly peer: Receiver
  /** The error URI of a refused request; undefined for other notes. */
  readonly reason?: Uri
  text(): string
}

/** Stop or resume reading from this peer's transport. Its ping clock stops too. */
export interface Flow {
  readonly kind: 'pause' | 'resume'
  readonly peer: Receiver
}

/** An object with a deadline. `tick` is called when it is woken and when its deadline has come. */
export interface Ticker {
  /** Milliseconds since the epoch; undefined when it waits for no time. */
  readonly deadline: number | undefined
  tick(now: number): Effect[]
}

/** Watch the deadline of this ticker. */
export interface Wake {
  readonly kind: 'wake'
  readonly ticker: Ticker
}

/** Run this after all earlier effects have been carried out, so that the next request sees their results. */
export interface Next {
  readonly kind: 'next'
  run(): Effect[]
}

/** A call was answered `ms` milliseconds after it was made. */
export interface Answered {
  readonly kind: 'answered'
  readonly ms: number
}

/** Something that the realm wants done. */
export type Effect = Deliver | End | Abort | Note | Flow | Wake | Next | Answered

/** Makes a {@link Deliver} effect. */
export const deliver = (to: Deliver['to'], message: RouterMessage, hears?: Hears): Deliver => ({
  kind: 'deliver',
  to,
  message,
  hears,
})

/** Adds effects to a list: there may be more of them than a call takes arguments. */
export function append(effects: Effect[], more: readonly Effect[]): void {
  for (const effect of more) effects.push(effect)
}

/** Makes an {@link End} effect. */
export const end = (peer: Receiver, reason: Uri, message?: string): End => ({ kind: 'end', peer, reason, message })

/** Makes an {@link Abort} effect. */
export const abort = (peer: Receiver, reason: Uri, message: string): Abort => ({ kind: 'abort', peer, reason, message })

/** Makes a {@link Flow} effect that stops reading. */
export const pause = (peer: Receiver): Flow => ({ kind: 'pause', peer })

/** Makes a {@link Flow} effect that resumes reading. */
export const resume = (peer: Receiver): Flow => ({ kind: 'resume', peer })

/** Makes a {@link Wake} effect. */
export const wake = (ticker: Ticker): Wake => ({ kind: 'wake', ticker })

/** Makes an {@link Answered} effect. */
export const answered = (ms: number): Answered => ({ kind: 'answered', ms })

/** Makes a {@link Next} effect. */
export const next = (run: () => Effect[]): Next => ({ kind: 'next', run })

/** Makes a quiet {@link Note}. */
export const note = (name: NoteName, peer: Receiver, text: () => string): Note => ({
  kind: 'note',
  isLoud: false,
  name,
  peer,
  text,
})

/** Makes a loud {@link Note}, which the operator should see. */
export const warn = (name: NoteName, peer: Receiver, text: () => string): Note => ({
  ...note(name, peer, text),
  isLoud: true,
})

/** Makes the note for a refused request. */
export const refused = (
  {
    name,
    reason,
    isLoud,
  }: { readonly name: 'publish_refused' | 'request_refused'; readonly reason: Uri; readonly isLoud: boolean },
  peer: Receiver,
  text: () => string,
): Note => ({ kind: 'note', isLoud, name, reason, peer, text })

/** Makes the ERROR that answers a peer's request. */
export function errorFor(
  { kind, request }: { kind: MessageKind; request: Id },
  { uri, args, kwargs }: WampError,
): ErrorMessage {
  return {
    kind: 'ERROR',
    requestType: codeOf(kind),
    request,
    details: EMPTY_DICT,
    error: uri,
    payload: Payload.of(args, kwargs),
  }
}
