/** The two ZeroMQ sockets between the recorder and the storage service. */
import { Pull, Push } from 'zeromq'
import type { QueueSettings } from '../../settings/queue-settings.ts'
import type { Confirmation } from './courier.ts'
import { keyOf, wireOf } from './outgoing.ts'
import type { Outgoing, Verdict } from './outgoing.ts'

const RECONNECT = { reconnectInterval: 50, reconnectMaxInterval: 500, linger: 0 } as const

/** In UTF-16; as UTF-8 it is shorter than the largest frame that storage takes, 128 KiB. */
const FRAME_CHARACTERS = 40_000

export class StorageLink {
  /** `immediate`: nothing queues up for a service that is away; the courier sends it again. */
  readonly #push = new Push({ ...RECONNECT, immediate: true, sendTimeout: 0, sendHighWaterMark: 16 })
  readonly #pull = new Pull(RECONNECT)
  #isSending = false

  constructor({ storageHost, storagePort, confirmPort }: QueueSettings) {
    this.#push.connect(`tcp://${storageHost}:${storagePort}`)
    this.#pull.connect(`tcp://${storageHost}:${confirmPort}`)
  }

  /** Sends one ZeroMQ message. Never waits; it may get lost. */
  send(batch: readonly Outgoing[]): void {
    if (this.#isSending) return
    this.#isSending = true
    this.#push
      .send(framesOf(batch))
      .catch(() => undefined) // nobody is there
      .finally(() => {
        this.#isSending = false
      })
  }

  /** Gives each batch of confirmations; ends when the link is closed. */
  async receive(confirmed: (confirmations: readonly Confirmation[]) => void): Promise<void> {
    for await (const frames of this.#pull) for (const frame of frames) confirmed(read(frame.toString()))
  }

  close(): void {
    this.#push.close()
    this.#pull.close()
  }
}

/** JSON lists: few large frames cost both ends less than a frame for each entry. */
export function framesOf(batch: readonly Outgoing[]): string[] {
  const frames: string[] = []
  let list: string[] = []
  let length = 0
  for (const entry of batch) {
    const text = JSON.stringify(wireOf(entry))
    if (list.length > 0 && length + text.length > FRAME_CHARACTERS) {
      frames.push(`[${list.join(',')}]`)
      list = []
      length = 0
    }
    list.push(text)
    length += text.length + 1
  }
  return [...frames, `[${list.join(',')}]`]
}

interface Confirmed {
  readonly id: string
  readonly thread?: string
  readonly user?: string
  readonly verdict: Verdict
}

/** Storage is ours: what it sends is not doubted, only damaged texts are ignored. */
function read(text: string): readonly Confirmation[] {
  try {
    return (JSON.parse(text) as readonly Confirmed[]).map(({ id, thread, user, verdict }) => ({
      key: thread === undefined || user === undefined ? id : keyOf({ id, thread, user }),
      verdict,
    }))
  } catch {
    return []
  }
}
