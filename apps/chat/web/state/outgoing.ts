/**
 * One's own messages on their way, with what is known about each. A message keeps its id when it is sent again, so that
 * a retry never makes a second one.
 */

/**
 * `sending`: no answer yet. `arrived`: it came back as an event before the answer. `waiting`: the recorder keeps it, and
 * storage will get it. `stored`: it is in the history. `failed`: it may not have arrived; `why` says what happened.
 */
export type Delivery = 'sending' | 'arrived' | 'waiting' | 'stored' | 'failed'

/** One message on its way. */
export interface Outgoing {
  readonly id: string
  readonly text: string
  /** When it was written, in milliseconds since 1970. */
  readonly at: number
  readonly delivery: Delivery
  readonly why: string | undefined
  /** True when it was refused for good: sending it again would not help. */
  readonly isFinal?: true
}

/** The answer of `workshop.chat.post`. */
export interface Posted {
  readonly stored: boolean
}

export type OutgoingList = readonly Outgoing[]

/** Adds a message that is being sent. An id that is there already is sent again. */
export function sending(list: OutgoingList, { id, text, at }: Pick<Outgoing, 'id' | 'text' | 'at'>): OutgoingList {
  const one: Outgoing = { id, text, at, delivery: 'sending', why: undefined }
  return list.some((other) => other.id === id)
    ? list.map((other) => (other.id === id ? { ...one, at: other.at } : other))
    : [...list, one]
}

/** The recorder has answered. */
export const posted = (list: OutgoingList, id: string, { stored }: Posted): OutgoingList =>
  change(list, id, (one) => ({ ...one, delivery: stored ? 'stored' : 'waiting', why: undefined }))

/** The call failed. The recorder has a message that came back as an event meanwhile, whatever the call says. */
export const failed = (list: OutgoingList, id: string, { why, isFinal }: Failure): OutgoingList =>
  change(list, id, (one) => {
    if (one.delivery === 'arrived') return { ...one, delivery: 'waiting' }
    return one.delivery === 'sending' ? { ...one, delivery: 'failed', why, ...(isFinal && { isFinal }) } : one
  })

/** Why a message failed. */
export interface Failure {
  readonly why: string
  /** True when it was refused for good. */
  readonly isFinal: boolean
}

/** The message came back as an event. After an answer, or without one that is still to come, that tells nothing new. */
export const arrived = (list: OutgoingList, id: string): OutgoingList =>
  change(list, id, (one) => {
    if (one.delivery === 'sending') return { ...one, delivery: 'arrived' }
    return one.delivery === 'failed' ? { ...one, delivery: 'waiting', why: undefined } : one
  })

/** What the timeline knows of one's own messages. */
export interface Shown {
  /** It shows this message. */
  isShown(id: string): boolean
  /** It has this message from the history. */
  isRecorded(id: string): boolean
}

/** Drops the messages that the timeline shows by itself, and whose delivery is over: they are stored. */
export function withoutStored(list: OutgoingList, { isShown, isRecorded }: Shown): OutgoingList {
  const rest = list.filter(({ id, delivery }) => !isRecorded(id) && (delivery !== 'stored' || !isShown(id)))
  return rest.length === list.length ? list : rest
}

const change = (list: OutgoingList, id: string, how: (one: Outgoing) => Outgoing): OutgoingList =>
  list.map((one) => (one.id === id ? how(one) : one))
