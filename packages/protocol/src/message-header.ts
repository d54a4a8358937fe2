/** Converts messages to their elements on the wire. */
import type { Message } from './message.ts'
import type { Payload } from './payload.ts'
import { writeAbort } from './messages/abort.ts'
import { writeCall, writeResult } from './messages/call.ts'
import { writeCancel, writeInterrupt } from './messages/cancel.ts'
import { writeAuthenticate, writeChallenge } from './messages/challenge.ts'
import { writeError } from './messages/error.ts'
import { writeEvent, writeEventReceived } from './messages/event.ts'
import { writeGoodbye } from './messages/goodbye.ts'
import { writeHello, writeWelcome } from './messages/hello.ts'
import { writeInvocation, writeYield } from './messages/invocation.ts'
import { writePublish, writePublished } from './messages/publish.ts'
import { writeRegister, writeRegistered } from './messages/register.ts'
import { writeSubscribe, writeSubscribed } from './messages/subscribe.ts'
import { writeUnregister, writeUnregistered } from './messages/unregister.ts'
import { writeUnsubscribe, writeUnsubscribed } from './messages/unsubscribe.ts'

/** The elements of a message on the wire, without its payload. */
export function headerOf(message: Message): readonly unknown[] {
  switch (message.kind) {
    case 'EVENT':
      return writeEvent(message)
    case 'INVOCATION':
      return writeInvocation(message)
    case 'RESULT':
      return writeResult(message)
    case 'PUBLISH':
      return writePublish(message)
    case 'CALL':
      return writeCall(message)
    case 'YIELD':
      return writeYield(message)
    case 'ERROR':
      return writeError(message)
    case 'PUBLISHED':
      return writePublished(message)
    case 'HELLO':
      return writeHello(message)
    case 'WELCOME':
      return writeWelcome(message)
    case 'ABORT':
      return writeAbort(message)
    case 'CHALLENGE':
      return writeChallenge(message)
    case 'AUTHENTICATE':
      return writeAuthenticate(message)
    case 'GOODBYE':
      return writeGoodbye(message)
    case 'SUBSCRIBE':
      return writeSubscribe(message)
    case 'SUBSCRIBED':
      return writeSubscribed(message)
    case 'UNSUBSCRIBE':
      return writeUnsubscribe(message)
    case 'UNSUBSCRIBED':
      return writeUnsubscribed(message)
    case 'CANCEL':
      return writeCancel(message)
    case 'REGISTER':
      return writeRegister(message)
    case 'REGISTERED':
      return writeRegistered(message)
    case 'UNREGISTER':
      return writeUnregister(message)
    case 'UNREGISTERED':
      return writeUnregistered(message)
    case 'INTERRUPT':
      return writeInterrupt(message)
    case 'EVENT_RECEIVED':
      return writeEventReceived(message)
    default:
      throw new TypeError(`unknown message: ${JSON.stringify(message satisfies never)}`)
  }
}

/** The payload of a message; undefined when its kind has none. */
export const payloadOf = (message: Message): Payload | undefined => ('payload' in message ? message.payload : undefined)
