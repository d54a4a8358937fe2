/** Reads a broadcast from ZeroMQ: the bare text of the reference, or JSON with a `message`. */
import { LIMITS } from '../../settings/limits.ts'

/** Undefined for what cannot be broadcast: it is empty, or too long. */
export function readBroadcast(text: string): string | undefined {
  const message = inJson(text) ?? text
  return message === '' || Buffer.byteLength(message) > LIMITS.messageBytes ? undefined : message.toWellFormed()
}

/** Undefined where the text is not a JSON object with a message: then it is the message itself. */
function inJson(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown }
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
