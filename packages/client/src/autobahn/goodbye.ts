/** What the router's GOODBYE says. Autobahn-JS tells it to `onclose`, even after the page has left by itself. */
import type { Dict, Serializer } from '@wampeter/protocol'
import type { Ending } from '../refusal.ts'
import type { FrameSink } from '../transports/transport.ts'

/** A sink that also tells of the router's GOODBYE, before the connection handles it. */
export const hearingGoodbye = (sink: FrameSink, heard: (goodbye: Ending) => void): FrameSink => ({
  opened: (serializer) => sink.opened(telling(serializer, heard)),
  frame: (data) => sink.frame(data),
  closed: (why) => sink.closed(why),
})

const telling = (serializer: Serializer, heard: (goodbye: Ending) => void): Serializer => ({
  ...serializer,
  read(data) {
    const message = serializer.read(data)
    if (message?.kind === 'GOODBYE')
      heard({ reason: message.reason, message: messageOf(message.details), retry: 'never' })
    return message
  },
})

const messageOf = ({ message }: Dict): string => (typeof message === 'string' ? message : '')
