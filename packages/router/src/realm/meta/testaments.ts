/** What a session wants to be published when it ends, however it ends (*Session Testament*). */
import { Payload, WampError } from '@wampeter/protocol'
import type { Publish } from '@wampeter/protocol'
import { checkLimit, LimitExceeded } from '../limits.ts'
import type { RealmOptions, Rules } from '../options.ts'
import { PUBLISH_OPTIONS, refuseUnavailable } from '../request-options.ts'
import { checkOwnUri } from '../uris.ts'
import type { MetaArguments } from './meta-arguments.ts'
import type { MetaCall, MetaProcedures } from './meta-procedure.ts'

/** `detached` ones are published first. Without session resumption both are, at the end of the session. */
export type Scope = 'detached' | 'destroyed'

/** One session's testaments, in the order in which they were added. */
export class Testaments {
  #added: readonly { readonly scope: Scope; readonly message: Publish; readonly size: number }[] = []

  get count(): number {
    return this.#added.length
  }

  /** The bytes that their arguments came in. */
  get size(): number {
    return this.#added.reduce((sum, { size }) => sum + size, 0)
  }

  add(scope: Scope, message: Publish, size: number): void {
    this.#added = [...this.#added, { scope, message, size }]
  }

  flush(scope: Scope): void {
    this.#added = this.#added.filter((testament) => testament.scope !== scope)
  }

  /** In the order in which they are published. */
  inOrder(): readonly Publish[] {
    const of = (scope: Scope): readonly Publish[] =>
      this.#added.filter((testament) => testament.scope === scope).map(({ message }) => message)
    return [...of('detached'), ...of('destroyed')]
  }
}

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

function add({ caller, given, size }: MetaCall, options: RealmOptions): void {
  const { testamentsPerSession, testamentBytesPerSession } = options.limits
  const message = testamentOf(given)
  checkOwnUri(message.topic, options)
  refuseUnavailable(message.options, PUBLISH_OPTIONS)
  const held = (caller.testaments ??= new Testaments())
  checkLimit(held.count, testamentsPerSession, 'testaments')
  if (held.size + size > testamentBytesPerSession)
    throw new LimitExceeded(`the testaments of this session would take more than ${testamentBytesPerSession} bytes`)
  held.add(scopeOf(given, 4), message, size)
}

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
