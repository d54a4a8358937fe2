/** `wamp.session.add_testament` and `flush_testaments`. */
import { detached, Payload, WampError } from '@wampeter/protocol'
import type { Publish } from '@wampeter/protocol'
import { checkLimit, LimitExceeded } from '../limits.ts'
import type { RealmOptions, Rules } from '../options.ts'
import { PUBLISH_OPTIONS, refuseUnavailable } from '../request-options.ts'
import { checkOwnUri } from '../uris.ts'
import { weightOfPayload } from '../weight.ts'
import { MetaArguments } from './meta-arguments.ts'
import type { MetaCall, MetaProcedures } from './meta-procedure.ts'
import { Testaments } from './testaments.ts'
import type { Scope } from './testaments.ts'

export const testamentProcedures = (rules: Rules): MetaProcedures => ({
  'wamp.session.add_testament': (call) => {
    add(call, rules.options)
    return {}
  },
  'wamp.session.flush_testaments': ({ caller, given }) => {
    caller.testaments?.flush(scopeOf(given, 0))
    return {}
  },
})

/** Read now, so that a mistake is told to the session that made it; kept as it came. */
function add({ caller, given, payload }: MetaCall, options: RealmOptions): void {
  const { testamentsPerSession, testamentBytesPerSession } = options.limits
  const message = testamentOf(given)
  checkOwnUri(message.topic, options)
  refuseUnavailable(message.options, PUBLISH_OPTIONS)
  const scope = scopeOf(given, 4)
  const held = (caller.testaments ??= new Testaments(publicationIn))
  checkLimit(held.count, testamentsPerSession, 'testaments')
  if (held.bytes + weightOfPayload(payload) > testamentBytesPerSession)
    throw new LimitExceeded(`the testaments of this session would take more than ${testamentBytesPerSession} bytes`)
  held.add(scope, detached(payload))
}

const publicationIn = (added: Payload): Publish => testamentOf(new MetaArguments(added.values()))

/** Nobody is left to be told that it was published. */
function testamentOf(given: MetaArguments): Publish {
  const { acknowledge: _, ...options } = given.dict(3, 'publish_options')
  for (const flag of ['exclude_me', 'disclose_me']) {
    if (options[flag] !== undefined && typeof options[flag] !== 'boolean')
      throw new WampError('wamp.error.invalid_argument', `publish_options.${flag} must be a boolean`)
  }
  return {
    kind: 'PUBLISH',
    request: 1,
    options,
    topic: given.text(0, 'topic'),
    payload: Payload.of(given.list(1, 'args'), given.dict(2, 'kwargs')),
  }
}

function scopeOf(given: MetaArguments, at: number): Scope {
  const scope = given.optionalText(at, 'scope') ?? 'destroyed'
  if (scope !== 'detached' && scope !== 'destroyed')
    throw new WampError('wamp.error.invalid_argument', 'scope must be detached or destroyed')
  return scope
}
