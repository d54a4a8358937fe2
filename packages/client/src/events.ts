/** Events, pulled with `for await` instead of pushed to a handler. */
import { WampError } from '@wampeter/protocol'
import type { Dict, EventDetails } from '@wampeter/protocol'
import { AsyncBuffer } from './async-buffer.ts'
import type { Gate } from './gate.ts'
import type { EventHandler, Subscription } from './handlers.ts'
import type { SubscribeOptions } from './subscribe.ts'

/** One event, as async iteration gives it. */
export interface ReceivedEvent<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict> {
  readonly args: Args
  readonly kwargs: Kwargs
  readonly details: EventDetails & Dict
}

/** How events are read with `for await`. */
export interface EventsOptions extends SubscribeOptions {
  /** How many events may wait for a reader that is slow. Default 1000; more end the reading with an error. */
  readonly bufferLimit?: number
}

type Subscribe<Args extends readonly unknown[], Kwargs> = (
  handler: EventHandler<Args, Kwargs>,
  options: SubscribeOptions,
) => Promise<Subscription>

export function events<Args extends readonly unknown[], Kwargs>(
  subscribe: Subscribe<Args, Kwargs>,
  { bufferLimit = 1000, ...options }: EventsOptions,
  gate: Pick<Gate, 'isClosed'>,
): AsyncBuffer<ReceivedEvent<Args, Kwargs>> {
  const buffer = new AsyncBuffer<ReceivedEvent<Args, Kwargs>>(bufferLimit, () => {
    void subscribed.then(
      (subscription) => subscription[Symbol.dispose](),
      () => {},
    )
  })
  const subscribed = subscribe((args, kwargs, details) => buffer.push({ args, kwargs, details }), options)
  /** Without an error where the program itself has left the topic, or closed the client. */
  const end = (error: unknown, isOurs = options.signal?.aborted): void =>
    buffer.finish(isOurs || gate.isClosed ? undefined : error)
  void subscribed
    .then((subscription) => subscription.ended)
    .then(({ reason, message }) => end(new WampError(reason, message), reason === 'left'), end)
  return buffer
}
