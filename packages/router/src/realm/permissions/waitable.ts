/** The messages that keep their order while they wait for a permission, and the permission that each one needs. */
import { isReserved, matchPolicyOf } from '@wampeter/protocol'
import type {
  Call,
  Cancel,
  Dict,
  MatchPolicy,
  MessageKind,
  Publish,
  Register,
  SessionMessage,
  Subscribe,
  Unregister,
  Unsubscribe,
  Uri,
} from '@wampeter/protocol'
import { isWithinRules } from '../uris.ts'
import type { UriRules } from '../uris.ts'
import type { Action } from './permission-rule.ts'

/** The permission that a message needs. */
export interface Request {
  readonly action: Action
  readonly uri: Uri
  readonly match: MatchPolicy
}

/**
 * The messages that wait in a session's queue. YIELD, ERROR, EVENT_RECEIVED and GOODBYE never wait, or an authorizer
 * could block itself.
 */
export type Waitable = Publish | Subscribe | Unsubscribe | Call | Cancel | Register | Unregister

/** True for a message that may have to wait. */
export const isWaitable = (message: SessionMessage): message is Waitable => mayWait(message.kind)

/** True for a kind of messages that may have to wait. A switch, because a look-up in a set costs more per message. */
export function mayWait(kind: MessageKind): boolean {
  switch (kind) {
    case 'PUBLISH':
    case 'CALL':
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
    case 'REGISTER':
    case 'UNREGISTER':
    case 'CANCEL':
      return true
    default:
      return false
  }
}

/** The permission that a message needs; undefined when it needs none, or when its match policy does not exist. */
export function permissionFor(message: Waitable): Request | undefined {
  switch (message.kind) {
    case 'PUBLISH':
      return { action: 'publish', uri: message.topic, match: 'exact' }
    case 'CALL':
      return { action: 'call', uri: message.procedure, match: 'exact' }
    case 'SUBSCRIBE':
      return ofPattern('subscribe', message.topic, message.options.match)
    case 'REGISTER':
      return ofPattern('register', message.procedure, message.options.match)
    case 'UNSUBSCRIBE':
    case 'UNREGISTER':
    case 'CANCEL':
      return undefined
    default:
      throw new TypeError(`unexpected message: ${JSON.stringify(message satisfies never)}`)
  }
}

function ofPattern(action: Request['action'], uri: Uri, policy: string | undefined): Request | undefined {
  const match = matchPolicyOf(policy)
  return match === undefined ? undefined : { action, uri, match }
}

/** False for a URI that the broker or dealer refuses anyway: the authorizer is not asked about it. */
export const isWorthAsking = ({ action, uri, match }: Request, rules: UriRules): boolean =>
  isWithinRules(uri, rules, match) && !(isReserved(uri) && (action === 'publish' || action === 'register'))

const OPTIONS: Readonly<Record<Request['action'], readonly string[]>> = {
  publish: [
    'acknowledge',
    'exclude_me',
    'disclose_me',
    'exclude',
    'exclude_authid',
    'exclude_authrole',
    'eligible',
    'eligible_authid',
    'eligible_authrole',
    'retain',
  ],
  subscribe: ['match', 'get_retained'],
  call: ['timeout', 'receive_progress', 'disclose_me'],
  register: ['match', 'invoke', 'concurrency', 'force_reregister'],
}

/** Option values that are the default. The authorizer does not see them. */
const DEFAULTS: readonly (readonly [string, unknown])[] = [
  ['match', 'exact'],
  ['invoke', 'single'],
]

/** The options of a request as the authorizer sees them: those that are set to a value other than the default. */
export function optionsFor(action: Request['action'], options: Dict): Dict {
  const shown = OPTIONS[action].filter(
    (key) => options[key] !== undefined && !DEFAULTS.some(([name, value]) => name === key && value === options[key]),
  )
  return Object.fromEntries(shown.map((key) => [key, options[key]]))
}
