/** What a user of the chat may do. Everything else is denied. */
import { partsOf } from '../shared/thread.ts'

/** What the router asks about. */
export interface Question {
  readonly action: string
  readonly uri: string
  /** Of a subscription; undefined: exact. */
  readonly match: string | undefined
}

/** `member`: allowed to members of the thread. */
export type Rule =
  | { readonly kind: 'no' }
  | { readonly kind: 'yes' }
  | { readonly kind: 'member'; readonly thread: string }

const NO: Rule = { kind: 'no' }
const YES: Rule = { kind: 'yes' }
const PROCEDURES = ['workshop.chat.post', 'workshop.subscribers']

export function ruleFor({ action, uri, match }: Question): Rule {
  switch (action) {
    case 'call':
      return PROCEDURES.includes(uri) ? YES : NO // they check the caller themselves, each time
    case 'publish':
      return publishing(uri)
    case 'subscribe':
      // A member of the thread "s" would hear "secret" by a prefix.
      return match === undefined || match === 'exact' ? subscribing(uri) : NO
    default:
      return NO
  }
}

/** What comes from the workers alone, as broadcasts do. */
const OF_WORKERS: readonly string[] = ['workshop.presence.', 'workshop.deleted.']

function publishing(uri: string): Rule {
  const topic = partsOf(uri)
  return topic === undefined || OF_WORKERS.includes(topic.kind) ? NO : { kind: 'member', thread: topic.thread }
}

function subscribing(uri: string): Rule {
  if (uri === 'workshop.broadcast') return YES
  const topic = partsOf(uri)
  return topic === undefined ? NO : { kind: 'member', thread: topic.thread }
}
