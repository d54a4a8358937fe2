/** Connections from inside the process that behave like those from outside: with frames, handshake and limits. */
import type { Serializer } from '@wampeter/protocol'
import { Connection } from '../session/connection.ts'
import type { Batching } from '../session/batching.ts'
import type { TransportContext } from '../session/context.ts'
import { MemoryTransport } from '../transports/memory.ts'
import type { MemoryPeer } from '../transports/memory.ts'

/** The end of a connection that the peer holds. */
export interface MemoryConnection {
  send(data: string | Uint8Array): void
  /** Ends the connection without GOODBYE, as a lost connection ends. */
  close(): void
}

/** Opens connections to one router. */
export class MemoryListener {
  readonly #context: TransportContext
  #count = 0

  constructor(context: TransportContext) {
    this.#context = context
  }

  /** `batching` is how the subprotocol asks for it: with `batched`, each frame holds one or more messages. */
  open(peer: MemoryPeer, serializer: Serializer, batching: Batching = 'plain'): MemoryConnection {
    const transport = new MemoryTransport(peer, { isBinary: serializer.isBinary, defer: (run) => setImmediate(run) })
    const info = { peer: `memory:${++this.#count}`, framing: 'native', isSecure: false }
    transport.listen(new Connection(this.#context, { transport, info, serializer, batching }))
    return { send: (data) => transport.send(data), close: () => transport.hangUp() }
  }
}
