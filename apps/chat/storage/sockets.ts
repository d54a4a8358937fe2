/** The ZeroMQ sockets of the storage service. */
import { Pull, Push } from 'zeromq'
import { opening } from '../operation/port-problem.ts'
import type { QueueSettings } from '../settings/queue-settings.ts'
import type { Confirmation } from './storage-service.ts'

/** A peer that sends a larger frame is disconnected. The longest message takes less, whatever its characters are. */
const LARGEST_FRAME = 131_072
/** How many messages of each peer wait in memory; then the peer waits. All peers are served in turn. */
const WAITING = 1_000
/** How many entries are stored together. */
const BATCH = 2_000

export class StorageSockets {
  readonly #pull = new Pull({ receiveHighWaterMark: WAITING, maxMessageSize: LARGEST_FRAME, linger: 0 })
  readonly #push = new Push({ sendHighWaterMark: WAITING, sendTimeout: 0, linger: 100 })

  /** Rejects where a port cannot be opened. */
  async bind({ host, storagePort, confirmPort }: QueueSettings): Promise<void> {
    await opening(confirmPort, 'CHAT_ZMQ_CONFIRM_PORT', () => this.#push.bind(`tcp://${host}:${confirmPort}`))
    await opening(storagePort, 'CHAT_ZMQ_PORT', () => this.#pull.bind(`tcp://${host}:${storagePort}`))
  }

  /** Gives batches of what `read` returns to `store`, one after the other. Ends when the sockets are closed. */
  async receive<Arrived>(
    read: (text: string) => readonly Arrived[],
    store: (arrived: readonly Arrived[]) => Promise<void>,
  ): Promise<void> {
    let waiting: Arrived[] = []
    let storing: Promise<void> | undefined
    const storeAll = async (): Promise<void> => {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, BATCH)
        waiting = waiting.slice(BATCH)
        await store(batch)
      }
      storing = undefined
    }
    for await (const frames of this.#pull) {
      for (const frame of frames) waiting.push(...read(frame.toString()))
      storing ??= storeAll()
      if (waiting.length > BATCH) await storing
    }
    await storing
  }

  /** Whoever is not there gets no confirmation, and sends again. */
  async confirm(confirmations: readonly Confirmation[]): Promise<void> {
    await this.#push.send(JSON.stringify(confirmations)).catch(() => undefined)
  }

  /** Takes no more. What was taken is stored before `receive` ends. */
  close(): void {
    this.#pull.close()
  }

  closeConfirmations(): void {
    this.#push.close()
  }
}
