/** `wamp.session.add_testament` and `wamp.session.flush_testaments` (*Session Testament*). */
import { codeOf, detached, Payload, ProtocolViolation, shapeOf, WampError } from '@wampeter/protocol'
import type { Publish } from '@wampeter/protocol'
import { checkLimit, LimitExceeded } from '../limits.ts'
import type { RealmOptions, Rules } from '../options.ts'
import { checkNotReserved, checkUri } from '../uris.ts'
import { weightOfPayload } from '../weight.ts'
import { MetaArguments } from './meta-arguments.ts'
import type { MetaCall, MetaProcedures } from './meta-procedure.ts'
import { Testaments } from './testaments.ts'
import type { Scope } from './testaments.ts'

/** The procedures by their URI. */
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

/** Checks a testament now, so that the session that adds it gets the error. It is kept as encoded bytes. */
function add({ caller, given, payload }: MetaCall, options: RealmOptions): void {
  const { testamentsPerSession, testamentBytesPerSession } = options.limits
  const message = testamentOf(given)
  checkUri(message.topic, options)
  checkNotReserved(message.topic)
  const scope = scopeOf(given, 4)
  const held = (caller.testaments ??= new Testaments(publicationIn))
  checkLimit(held.count, testamentsPerSession, 'testaments')
  if (held.bytes + weightOfPayload(payload) > testamentBytesPerSession)
    throw new LimitExceeded(`the testaments of this session would take more than ${testamentBytesPerSession} bytes`)
  held.add(scope, detached(payload))
}

const publicationIn = (added: Payload): Publish => testamentOf(new MetaArguments(added.values()))

const PUBLISH = codeOf('PUBLISH')

/** The PUBLISH that a testament becomes. It asks for no acknowledgement: its session will have left. */
function testamentOf(given: MetaArguments): Publish {
  const { acknowledge: _, ...options } = given.dict(3, 'publish_options')
  const payload = Payload.of(given.list(1, 'args'), given.dict(2, 'kwargs'))
  try {
    const message = shapeOf(PUBLISH).read([PUBLISH, 1, options, given.text(0, 'topic')], payload)
    if (message.kind === 'PUBLISH') return message
  } catch (error) {
    if (!(error instanceof ProtocolViolation)) throw error
    throw new WampError('wamp.error.invalid_argument', error.message.replace('PUBLISH.Options', 'publish_options'))
  }
  throw new TypeError('a PUBLISH was expected')
}

function scopeOf(given: MetaArguments, at: number): Scope {
  const scope = given.optionalText(at, 'scope') ?? 'destroyed'
  if (scope !== 'detached' && scope !== 'destroyed')
    throw new WampError('wamp.error.invalid_argument', 'scope must be detached or destroyed')
  return scope
}
