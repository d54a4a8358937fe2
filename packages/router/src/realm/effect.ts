/** What the core wants done. Effects are carried out in order, before the next message is routed. */
import { codeOf, EMPTY_DICT, Payload } from '@wampeter/protocol'
import type { ErrorMessage, Id, MessageKind, RouterMessage, Uri, WampError } from '@wampeter/protocol'
import type { Identity, Receiver } from './receiver.ts'

/** Decides which receivers get a message; compiled once per publication from what it says of its audience. */
export type Hears = (identity: Identity) => boolean

/** Send a message to these peers. The collection is live: do not keep it, do not change tables while reading it. */
export interface Deliver {
  readonly kind: 'deliver'
  readonly to: readonly Receiver[] | ReadonlySet<Receiver>
  readonly message: RouterMessage
  /** Undefined: all of them get it. */
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

/** End a session that is broken, with ABORT. */
export interface Abort extends Ending {
  readonly kind: 'abort'
}

/** Names of what is worth a log line and a count. Fixed, so that no peer can make a metric's labels grow. */
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

/** Tell the operator. `text` is only asked for where somebody listens. */
export interface Note {
  /** Loud ones are said at any level of the log, quiet ones at `debug` only. */
  readonly isLoud: boolean
  readonly kind: 'note'
  readonly name: NoteName
  readonly peer: Receiver
  /** Why a request was refused; undefined where nothing was. */
  readonly reason?: Uri
  text(): string
}

/** Stop reading from this peer's transport, and its ping clock with it; or go on. */
export interface Flow {
  readonly kind: 'pause' | 'resume'
  readonly peer: Receiver
}

/** Something that must be told the time: now, and again when its deadline has come. */
export interface Ticker {
  /** Milliseconds since the epoch; undefined while nothing waits for a time. */
  readonly deadline: number | undefined
  tick(now: number): Effect[]
}

/** Mind this ticker's deadline: it has one. */
export interface Wake {
  readonly kind: 'wake'
  readonly ticker: Ticker
}

/** Go on with this when all that came before has been carried out: the next request sees what the last one did. */
export interface Next {
  readonly kind: 'next'
  run(): Effect[]
}

/** A call was answered, so many milliseconds after it was made. */
export interface Answered {
  readonly kind: 'answered'
  readonly ms: number
}

export type Effect = Deliver | End | Abort | Note | Flow | Wake | Next | Answered

export const deliver = (to: Deliver['to'], message: RouterMessage, hears?: Hears): Deliver => ({
  kind: 'deliver',
  to,
  message,
  hears,
})

export const end = (peer: Receiver, reason: Uri, message?: string): End => ({ kind: 'end', peer, reason, message })

export const abort = (peer: Receiver, reason: Uri, message: string): Abort => ({ kind: 'abort', peer, reason, message })

export const pause = (peer: Receiver): Flow => ({ kind: 'pause', peer })

export const resume = (peer: Receiver): Flow => ({ kind: 'resume', peer })

export const wake = (ticker: Ticker): Wake => ({ kind: 'wake', ticker })

export const answered = (ms: number): Answered => ({ kind: 'answered', ms })

export const next = (run: () => Effect[]): Next => ({ kind: 'next', run })

export const note = (name: NoteName, peer: Receiver, text: () => string): Note => ({
  kind: 'note',
  isLoud: false,
  name,
  peer,
  text,
})

/** A note that the operator should see. */
export const warn = (name: NoteName, peer: Receiver, text: () => string): Note => ({
  ...note(name, peer, text),
  isLoud: true,
})

/** A request was refused for a reason; loudly where the operator should see it. */
export const refused = (
  {
    name,
    reason,
    isLoud,
  }: { readonly name: 'publish_refused' | 'request_refused'; readonly reason: Uri; readonly isLoud: boolean },
  peer: Receiver,
  text: () => string,
): Note => ({ kind: 'note', isLoud, name, reason, peer, text })

/** The ERROR that answers a peer's request. */
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
