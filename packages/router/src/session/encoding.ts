/**
 * Encodings: combinations of serializer, batching and framing. Each combination exists once, so that receivers can
 * share frames.
 */
import { joinBytes, joinText, SEPARATOR } from '@wampeter/protocol'
import type { Framing, Serializer } from '@wampeter/protocol'
import type { Encoding } from '../realm/receiver.ts'
import type { Batching } from './batching.ts'

const known = new Map<Framing, Map<Serializer, Map<Batching, Encoding>>>()
let count = 0

/** The encoding of a combination. The same object each time. */
export function encodingFor(framing: Framing, serializer: Serializer, batching: Batching): Encoding {
  let ofFraming = known.get(framing)
  if (ofFraming === undefined) known.set(framing, (ofFraming = new Map()))
  let ofSerializer = ofFraming.get(serializer)
  if (ofSerializer === undefined) ofFraming.set(serializer, (ofSerializer = new Map()))
  let encoding = ofSerializer.get(batching)
  if (encoding === undefined) ofSerializer.set(batching, (encoding = create(framing, serializer, batching)))
  return encoding
}

function create(framing: Framing, serializer: Serializer, batching: Batching): Encoding {
  const index = count++
  if (batching === 'plain') return { index, encode: plainly(framing, serializer) }
  const separator = batching === 'batched' ? SEPARATOR.standard : SEPARATOR.autobahn
  return {
    index,
    encode(message) {
      const serialized = serializer.write(message)
      return framing.frame(typeof serialized === 'string' ? joinText(serialized, separator) : joinBytes(serialized))
    },
  }
}

function plainly(framing: Framing, serializer: Serializer): Encoding['encode'] {
  const { jsonFrame } = framing
  const ordinary = welcoming(framing, serializer)
  if (serializer.name !== 'json' || jsonFrame === undefined) return ordinary
  return (message) => jsonFrame(message) ?? ordinary(message)
}

/** WELCOME goes without a text, if both can do that: it is the longest message that every session gets. */
function welcoming(framing: Framing, serializer: Serializer): Encoding['encode'] {
  const { writeUtf8 } = serializer
  const { frameUtf8 } = framing
  const byText: Encoding['encode'] = (message) => framing.frame(serializer.write(message))
  if (writeUtf8 === undefined || frameUtf8 === undefined) return byText
  return (message) => (message.kind === 'WELCOME' ? frameUtf8(writeUtf8(message)) : byText(message))
}
