/**
 * The two doors of a connection: every message in and out passes one of them. There it is counted and shown to the tap.
 */
import type { Message, RouterMessage } from '@wampeter/protocol'
import type { Correspondent, RouterContext } from './context.ts'
import type { Outbox } from './outbox.ts'

/** Counts an incoming message and shows it to the tap. */
export function comeIn({ counters, tap }: RouterContext, from: Correspondent, message: Message): void {
  counters.received(message.kind)
  tap?.inward(from, message)
}

/** Sends a message of the connection itself. Messages of the realm go through `Delivery`. */
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
