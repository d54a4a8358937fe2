/** Which messages keep their order behind a permission that is asked for, and what they ask permission for. */
import { isReserved, matchPolicyOf } from '@wampeter/protocol'
import type {
  Call,
  Cancel,
  Dict,
  MatchPolicy,
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

/** What is asked for, as far as permission goes. */
export interface Request {
  readonly action: Action
  readonly uri: Uri
  readonly match: MatchPolicy
}

/** What waits its turn. YIELD, ERROR, EVENT_RECEIVED and GOODBYE pass at once, or an authorizer could block itself. */
export type Waitable = Publish | Subscribe | Unsubscribe | Call | Cancel | Register | Unregister

const WAITABLE: ReadonlySet<string> = new Set<Waitable['kind']>([
  'PUBLISH',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'CALL',
  'CANCEL',
  'REGISTER',
  'UNREGISTER',
])

export const isWaitable = (message: SessionMessage): message is Waitable => WAITABLE.has(message.kind)

/** The permission that a message needs; undefined where it needs none, or asks for a policy that does not exist. */
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
      throw new TypeError(`nothing is known of ${JSON.stringify(message satisfies never)}`)
  }
}

function ofPattern(action: Request['action'], uri: Uri, policy: string | undefined): Request | undefined {
  const match = matchPolicyOf(policy)
  return match === undefined ? undefined : { action, uri, match }
}

/** False for what broker or dealer refuse for its URI alone: nobody is asked about that. */
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

/** Values that are as good as nothing, and are not shown to the authorizer. */
const DEFAULTS: readonly (readonly [string, unknown])[] = [
  ['match', 'exact'],
  ['invoke', 'single'],
]

/** A request's options as the authorizer gets them: those that are set. */
export function optionsFor(action: Request['action'], options: Dict): Dict {
  const shown = OPTIONS[action].filter(
    (key) => options[key] !== undefined && !DEFAULTS.some(([name, value]) => name === key && value === options[key]),
  )
  return Object.fromEntries(shown.map((key) => [key, options[key]]))
}
