/** Connections from inside the process that are like those from outside: frames, handshake, limits and all. */
import type { Serializer } from '@wampeter/protocol'
import { Authentication } from '../authentication.ts'
import { translateService } from '../config/translate/translate-standalone.ts'
import { nodeCrypto } from '../observe/node-crypto.ts'
import { nodeTurn } from '../observe/turns.ts'
import { LoginGate } from '../principals/login-gate.ts'
import type { Router } from '../router.ts'
import { Connection } from '../session/connection.ts'
import { DEFAULT_PROCESS_OUTBOX_BYTES, DEFAULT_WAITING_LOGINS } from '../session/options.ts'
import { OutboxBudget } from '../session/outbox-budget.ts'
import type { TransportContext } from '../session/context.ts'
import { MemoryTransport } from '../transports/memory.ts'
import type { MemoryPeer } from '../transports/memory.ts'

/** The end of a connection that the peer holds. */
export interface MemoryConnection {
  send(data: string | Uint8Array): void
  /** Ends the connection as a lost one would end: without a goodbye. */
  close(): void
}

/** Opens connections to one router. */
export class MemoryDoor {
  readonly #context: TransportContext
  #count = 0

  /** @throws ConfigError when the service is not what a `websocket` path may be. */
  constructor(router: Router, service: Readonly<Record<string, unknown>>) {
    const { auth, limits } = translateService({ ...service, type: 'websocket' })
    const authentication = new Authentication({
      router: router.context,
      nodeSecret: nodeCrypto.randomBytes(32),
      gate: new LoginGate(DEFAULT_WAITING_LOGINS),
    })
    const budget = new OutboxBudget(DEFAULT_PROCESS_OUTBOX_BYTES)
    this.#context = {
      router: router.context,
      authenticators: authentication.authenticators(auth),
      admits: (identity) => authentication.stillAdmits(auth, identity),
      limits,
      outbox: { turn: nodeTurn(), budget, limitBytes: limits.outboxBytes },
    }
  }

  open(peer: MemoryPeer, serializer: Serializer): MemoryConnection {
    const transport = new MemoryTransport(peer, { isBinary: serializer.isBinary, defer: (run) => setImmediate(run) })
    const info = { peer: `memory:${++this.#count}`, framing: 'native', isSecure: false }
    transport.listen(new Connection(this.#context, { transport, info, serializer, batching: 'plain' }))
    return { send: (data) => transport.send(data), close: () => transport.hangUp() }
  }
}
