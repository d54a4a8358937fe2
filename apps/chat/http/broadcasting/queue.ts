/** A PUSH socket of ZeroMQ, opened with the first message. */
import { Push } from 'zeromq'
import { messageOf } from '../observe/log.ts'
import type { Sender } from './sender.ts'

export interface QueueOptions {
  readonly host: string
  readonly port: number
  /** How long a message may wait before it is refused. */
  readonly timeoutMs: number
  /** True: messages are kept for a peer that is not there yet, as many as the queue holds. */
  readonly waitsForPeer: boolean
}

const MAX_QUEUED = 1_000
/** How long messages that wait are offered when the service stops. */
const LINGER_MS = 500

export function openQueue({ host, port, timeoutMs, waitsForPeer }: QueueOptions): Sender {
  const address = `tcp://${host}:${port}`
  let socket: Push | undefined
  // A ZeroMQ socket takes one message at a time.
  let last: Promise<unknown> = Promise.resolve()
  const push = async (message: string): Promise<void> => {
    try {
      socket ??= connect({ address, timeoutMs, waitsForPeer })
      await socket.send(message)
    } catch (error) {
      throw new Error(`ZMQ Error (${address}): ${messageOf(error)}. Does the broadcaster run there?`, { cause: error })
    }
  }
  return {
    send: (message) => {
      const sent = last.then(() => push(message))
      last = sent.catch(() => undefined)
      return sent
    },
    close: async () => {
      await last
      socket?.close()
    },
  }
}

function connect({
  address,
  timeoutMs,
  waitsForPeer,
}: Omit<QueueOptions, 'host' | 'port'> & { readonly address: string }): Push {
  const socket = new Push({
    sendHighWaterMark: MAX_QUEUED,
    sendTimeout: timeoutMs,
    immediate: !waitsForPeer,
    linger: LINGER_MS,
  })
  socket.connect(address)
  return socket
}
