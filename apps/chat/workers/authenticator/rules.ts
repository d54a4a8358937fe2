/** What a user of the chat may do. Everything else is denied. */
import { partsOf } from '../shared/thread.ts'

/** What the router asks about. */
export interface Question {
  readonly action: string
  readonly uri: string
  /** Of a subscription; undefined: exact. */
  readonly match: string | undefined
  /** Those of a publication that say who shall get it. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

/**
 * `member`: allowed to members of the thread. `each`: the answer is for this publication only, because it depends on its
 * options (a signal of a call), or because such publications are counted (a ring).
 */
export type Rule =
  | { readonly kind: 'no'; readonly each?: 'signal' | 'ring' }
  | { readonly kind: 'yes' }
  | { readonly kind: 'member'; readonly thread: string; readonly each?: 'signal' | 'ring' }

const NO: Rule = { kind: 'no' }
const YES: Rule = { kind: 'yes' }
const PROCEDURES = ['workshop.chat.post', 'workshop.subscribers']

export function ruleFor({ action, uri, match, options }: Question): Rule {
  switch (action) {
    case 'call':
      return PROCEDURES.includes(uri) ? YES : NO // they check the caller themselves, each time
    case 'publish':
      return publishing(uri, options ?? {})
    case 'subscribe':
      // A member of the thread "s" would hear "secret" by a prefix.
      return match === undefined || match === 'exact' ? subscribing(uri) : NO
    default:
      return NO
  }
}

/** Presence, deletions and broadcasts come from their workers alone. */
function publishing(uri: string, options: Readonly<Record<string, unknown>>): Rule {
  const topic = partsOf(uri)
  if (topic === undefined) return NO
  const { kind, thread } = topic
  switch (kind) {
    case 'workshop.chat.':
    case 'workshop.typing.':
      return { kind: 'member', thread }
    case 'workshop.presence.':
    case 'workshop.deleted.':
      return NO
    case 'workshop.signal.': // for one page
      return forOne({ each: 'signal', thread }, options, 'eligible')
    case 'workshop.ring.': // for all pages of one person
      return forOne({ each: 'ring', thread }, options, 'eligible_authid')
    default:
      throw new Error(`topic: ${String(kind satisfies never)}`)
  }
}

/** What is said in calls is for one receiver, and is not kept by the router. */
function forOne(
  { each, thread }: { readonly each: 'signal' | 'ring'; readonly thread: string },
  options: Readonly<Record<string, unknown>>,
  list: 'eligible' | 'eligible_authid',
): Rule {
  const receivers = options[list]
  const isForOne = Array.isArray(receivers) && receivers.length === 1 && options['retain'] !== true
  return isForOne ? { kind: 'member', thread, each } : { kind: 'no', each }
}

function subscribing(uri: string): Rule {
  if (uri === 'workshop.broadcast') return YES
  const topic = partsOf(uri)
  return topic === undefined ? NO : { kind: 'member', thread: topic.thread }
}
