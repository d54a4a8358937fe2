import { splitBytes, splitText, usesAutobahnSeparator } from '@wampeter/protocol'

/** What goes around each message: nothing, or what makes it a batch of one. Text batches end with a separator. */
export type Batching = 'plain' | 'batched' | 'batched-autobahn'

/**
 * The messages of a batch. A peer that ends its text messages as Autobahn-Python does is answered in kind.
 * @throws ProtocolViolation for a malformed or empty batch.
 */
export function messagesIn(
  batch: string | Uint8Array,
  batching: Batching,
): { readonly messages: readonly (string | Uint8Array)[]; readonly batching: Batching } {
  if (typeof batch !== 'string') return { messages: splitBytes(batch), batching }
  return { messages: splitText(batch), batching: usesAutobahnSeparator(batch) ? 'batched-autobahn' : batching }
}
