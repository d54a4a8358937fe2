/** `wamp.session.add_testament` and `flush_testaments`. */
import { codeOf, encodedPayload, Payload, ProtocolViolation, shapeOf, WampError } from '@wampeter/protocol'
import type { PayloadCodec, Publish } from '@wampeter/protocol'
import { checkPassthru } from '../announced.ts'
import { checkLimit, LimitExceeded } from '../limits.ts'
import type { RealmOptions, Rules } from '../options.ts'
import type { Peer } from '../peer.ts'
import { checkNotReserved, checkUri } from '../uris.ts'
import type { MetaArguments } from './meta-arguments.ts'
import type { MetaCall, MetaProcedures } from './meta-procedure.ts'
import { bytesOf, Testaments } from './testaments.ts'
import type { Scope } from './testaments.ts'

export const testamentProcedures = (rules: Rules): MetaProcedures => ({
  'wamp.session.add_testament': (call) => {
    add(call, rules.options)
    return {}
  },
  'wamp.session.flush_testaments': ({ caller, given }) => {
    const bytes = caller.testaments?.flush(scopeOf(given, 0)) ?? 0
    caller.holdings.remove(caller, bytes)
    return {}
  },
})

/** Read now, so that a mistake is told to the session that made it. */
function add({ caller, given, payload: { codec } }: MetaCall, options: RealmOptions): void {
  const { testamentsPerSession, testamentBytesPerSession } = options.limits
  const message = testamentOf(given)
  checkPptAnnounced(caller, message)
  checkUri(message.topic, options)
  checkNotReserved(message.topic)
  const scope = scopeOf(given, 4)
  const held = (caller.testaments ??= new Testaments())
  checkLimit(held.count, testamentsPerSession, 'testaments_per_session')
  const publication = { ...message, payload: codec === undefined ? message.payload : encoded(message.payload, codec) }
  const bytes = bytesOf(publication)
  if (held.bytes + bytes > testamentBytesPerSession)
    throw new LimitExceeded(`the testaments of this session would take more than ${testamentBytesPerSession} bytes`)
  caller.holdings.check(caller)
  held.add(scope, publication)
  caller.holdings.add(caller, bytes)
}

/** As a PUBLISH would be judged when the session ends; then it is too late to tell the session. */
function checkPptAnnounced(caller: Peer, { options }: Publish): void {
  try {
    checkPassthru(caller, 'publisher', options)
  } catch (error) {
    if (!(error instanceof ProtocolViolation)) throw error
    throw new WampError('wamp.error.invalid_argument', error.message)
  }
}

/** In the spelling of its session: an in-process session has none, and its payload stays as it is. */
const encoded = (payload: Payload, codec: PayloadCodec): Payload =>
  payload === Payload.empty ? payload : encodedPayload(codec, codec.encodePayload(payload.values()))

const PUBLISH = codeOf('PUBLISH')

/** Read as the PUBLISH that it becomes. No session is left to be told that it was published. */
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
