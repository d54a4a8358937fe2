/** What must not compile. `tsc` is the test: an `@ts-expect-error` above something that compiles is an error. */
import { connect, WampError } from './index.ts'
import type { CallResult, Registration, Status, Subscription, TransportFactory } from './index.ts'

type Is<One, Two> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Two ? 1 : 2 ? true : false
const check = <True extends true>(_name: string, ..._proof: True extends true ? [] : never): void => {}

// @ts-expect-error a realm has no default
connect('ws://test', {})
const client = connect(['ws://one', 'ws://two'], { realm: 'realm1' })

// Handlers say what they expect, and get it.
const subscription = client.subscribe(
  'topic',
  ([text, count]: [string, number], { from }: { from: string }, details) => {
    check<Is<typeof text, string>>('text')
    check<Is<typeof count, number>>('count')
    check<Is<typeof from, string>>('from')
    check<Is<typeof details.publisher, number | undefined>>('publisher')
  },
)
check<Is<typeof subscription, Promise<Subscription>>>('subscription')

// @ts-expect-error the handler wants a number where the caller said string
void client.subscribe<[string]>('topic', ([text]: [number]) => text)
// @ts-expect-error arguments are a list
void client.subscribe('topic', (text: string) => text)
// @ts-expect-error a policy that the protocol does not know
void client.subscribe('topic', () => {}, { match: 'regex' })

const registration = client.register('add', ([a, b]: [number, number], _kwargs, { caller }, { signal, progress }) => {
  check<Is<typeof caller, number | undefined>>('caller')
  check<Is<typeof signal, AbortSignal>>('signal')
  progress([a, b])
  return a + b
})
check<Is<typeof registration, Promise<Registration>>>('registration')
// @ts-expect-error the handler wants a string where the caller said number
void client.register<[number]>('add', ([a]: [string]) => a)
// @ts-expect-error a policy that the protocol does not know
void client.register('add', () => 1, { invoke: 'load' })

const result = client.call<number>('add', [1, 2], { timeoutMs: 100, signal: AbortSignal.abort() })
check<Is<typeof result, Promise<CallResult<number>>>>('result')
check<Is<Awaited<ReturnType<typeof client.call>>['value'], unknown>>(
  'a value is unknown until somebody says what it is',
)
// @ts-expect-error the wire's spelling is not the program's
void client.publish('topic', [], { exclude_me: false })
// @ts-expect-error arguments are a list
void client.call('add', 1)

const parts = client.stream<string>('count')
check<Is<Awaited<ReturnType<(typeof parts)['next']>>['value'], CallResult<string> | undefined>>('parts')
const heard = client.events<[string]>('topic')
check<Is<NonNullable<Awaited<ReturnType<(typeof heard)['next']>>['value']>['args'], [string]>>('events')

// One signal ends what an effect has begun.
const { signal } = new AbortController()
connect('ws://test', { realm: 'realm1', signal })
void client.subscribe('topic', () => {}, { signal, match: 'prefix' })
void client.register('add', () => 1, { signal })
void client.events('topic', { signal })
// @ts-expect-error a controller is not its signal
void client.subscribe('topic', () => {}, { signal: new AbortController() })

// A transport of one's own opens a `Transport`, and tells its `FrameSink`.
const transport: TransportFactory = ({ url }, sink) => {
  sink.closed(url)
  return { send: () => {}, close: () => {} }
}
connect('test:', { realm: 'realm1', transport })

export const explain = (status: Status): string => {
  // @ts-expect-error only a refusal can be retried
  if (status.state === 'connected') return status.canRetry
  return status.state === 'refused' ? `${status.reason} ${status.canRetry}` : status.state
}

export const error = new WampError('app.no', 'because', { args: [1], kwargs: { a: 2 } })
