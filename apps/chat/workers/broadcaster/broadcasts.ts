/** Publishes broadcasts in their order, each until the router has accepted it. */
import { ERROR, WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { SparseLog } from '../../operation/sparse-log.ts'
import type { Part } from '../../operation/part.ts'
import { readBroadcast } from './read-broadcast.ts'

const AGAIN: readonly string[] = [ERROR.connectionLost, ERROR.queueFull, ERROR.unreachable]

export class Broadcasts {
  readonly #client: Client
  readonly #part: Pick<Part, 'log' | 'counters'>
  readonly #sparse: SparseLog

  constructor(client: Client, part: Pick<Part, 'log' | 'counters'>) {
    this.#client = client
    this.#part = part
    this.#sparse = new SparseLog(part.log)
  }

  /** Resolves when the router has accepted it, so that the next one waits. Rejects when the client is closed. */
  async publish(text: string): Promise<void> {
    const message = readBroadcast(text)
    if (message === undefined) {
      this.#part.counters.add('malformed_total')
      this.#sparse.warn('malformed', 'a broadcast that is empty or too long was dropped')
      return
    }
    for (;;) {
      await this.#client.opened()
      try {
        await this.#client.publish('workshop.broadcast', [message], { acknowledge: true })
        this.#part.counters.add('broadcasts_total')
        return
      } catch (error) {
        if (!(error instanceof WampError && AGAIN.includes(error.uri))) throw error
      }
    }
  }
}
