/** The two doors of a connection: what passes is counted, and shown to whoever looks. */
import type { Message, RouterMessage } from '@wampeter/protocol'
import type { Correspondent, RouterContext } from './context.ts'
import type { Outbox } from './outbox.ts'

/** A message came in. */
export function comeIn({ counters, tap }: RouterContext, from: Correspondent, message: Message): void {
  counters.received(message.kind)
  tap?.inward(from, message)
}

/** A message of the connection's own goes out. Those of the realm go by `Delivery`. */
export function goOut(
  { counters, tap }: RouterContext,
  { to, outbox }: { readonly to: Correspondent; readonly outbox: Outbox },
  message: RouterMessage,
): void {
  tap?.outward(to, message)
  const frame = outbox.encoding.encode(message)
  counters.sent(message.kind, 1, frame.length)
  outbox.push(frame)
}
