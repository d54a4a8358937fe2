/** The recorder at the router: its procedure, its subscription, and the events that it publishes. */
import { randomUUID } from 'node:crypto'
import { WampError } from '@wampeter/client'
import type { Client, EventDetails, Id, InvocationDetails } from '@wampeter/client'
import type { Part } from '../../operation/part.ts'
import type { Access } from '../app/access.ts'
import { CHAT_PREFIX, threadOf, topicOf } from '../shared/thread.ts'
import type { Outgoing } from './outgoing.ts'
import { readPost } from './post-arguments.ts'
import { mayPublishLater } from './publish-error.ts'
import type { Posted } from './answers.ts'
import { Recorder } from './recorder.ts'
import { RecordingGaps } from './recording-gaps.ts'
import type { Spool } from './spool/spool.ts'
import type { StorageLink } from './storage-link.ts'

/** How often the spool is told that messages are recorded: a gap begins at most this much too early. */
const ALIVE_MS = 1_000

export interface RecordingParts {
  readonly part: Pick<Part, 'log' | 'counters' | 'readiness' | 'onDrained'>
  readonly client: Client
  readonly access: Access
  readonly spool: Spool
  readonly link: Pick<StorageLink, 'send'>
}

export class Recording {
  readonly #parts: RecordingParts
  readonly #recorder: Recorder
  readonly #gaps: RecordingGaps
  #alive: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: RecordingParts) {
    const { part, client, access, spool, link } = parts
    this.#parts = parts
    this.#gaps = new RecordingGaps(spool.contents.recorded)
    this.#recorder = new Recorder({
      ...{ spool, access, log: part.log, counters: part.counters },
      send: (batch) => link.send(batch),
      publish: (entries) => publishAll(client, entries),
    })
  }

  get recorder(): Recorder {
    return this.#recorder
  }

  /** Resolves when the router has granted everything. */
  async start(): Promise<void> {
    const { client, part } = this.#parts
    client.onStatus(({ state }) => {
      if (state === 'connected') this.#recorder.opened(true)
      if (state === 'reconnecting') this.#lost()
      if (state === 'restored') this.#records()
    })
    part.onDrained(() => {
      this.#isClosed = true
    })
    if (client.session !== undefined) this.#recorder.opened(true)
    await client.subscribe(
      CHAT_PREFIX,
      ([first]: [unknown], _kwargs, ...[details, id]) => this.#heard(first, details, id),
      {
        match: 'prefix',
      },
    )
    this.#records()
    await client.register(
      'workshop.chat.post',
      (args: readonly unknown[], _kwargs, { caller_authid: user }: InvocationDetails): Promise<Posted> => {
        if (user === undefined) throw new WampError('wamp.error.not_authorized', 'the caller is not known')
        return this.#recorder.post(user, readPost(args))
      },
    )
    this.#alive = setInterval(() => this.#tick(), ALIVE_MS)
    this.#tick()
  }

  /** Stops recording. Resolves when the spool knows it. */
  async stop(): Promise<void> {
    clearInterval(this.#alive)
    await this.#parts.client.close()
    const until = Date.now()
    if (this.#gaps.isRecording) this.#note(until, this.#isClosed)
    this.#recorder.stop()
    await this.#parts.spool.close()
  }

  #heard(first: unknown, details: EventDetails, publication: Id): void {
    const { topic, publisher_authid: user, publisher_authrole: role } = details
    const thread = topic === undefined ? undefined : threadOf(topic)
    // The events of a recorder that has just been replaced come from the router too.
    if (thread === undefined || user === undefined || role === 'recorder') return
    const message = typeof first === 'string' ? first : (JSON.stringify(first) ?? '')
    const isKept = this.#recorder.direct({ id: String(publication), user, thread, message, at: Date.now() })
    if (isKept) return
    this.#gaps.ends(Date.now())
    this.#parts.part.counters.add('lost_total')
  }

  #records(): void {
    const gap = this.#gaps.begins(Date.now())
    if (gap !== undefined) {
      this.#parts.part.log.warn('messages may be missing', {
        from: new Date(gap.from).toISOString(),
        to: new Date(gap.to).toISOString(),
      })
      this.#recorder.gap({ id: randomUUID(), ...gap })
    }
    this.#parts.part.readiness(true)
  }

  #lost(): void {
    const now = Date.now()
    this.#recorder.opened(false)
    if (this.#gaps.isRecording) this.#note(now, false)
    this.#gaps.ends(now)
  }

  #tick(): void {
    const { part, spool, client } = this.#parts
    if (this.#gaps.isRecording) this.#note(Date.now(), false)
    else if (client.session !== undefined && !spool.isFull(65_536)) this.#records() // there is room again
    part.counters.set('waiting', this.#recorder.waiting)
    part.counters.set('spool_bytes', spool.contents.bytes)
    part.counters.set('storage_answers', this.#recorder.isStalled ? 0 : 1)
  }

  #note(until: number, isClosed: boolean): void {
    this.#parts.spool.note({ kind: 'recorded', until, isClosed })
  }
}

/**
 * The router works through the publications of a session in their order, so its answer to the last one is an answer for
 * all of them.
 */
async function publishAll(client: Client, entries: readonly Outgoing[]): Promise<'published' | 'again' | 'never'> {
  const last = entries.at(-1)
  try {
    await Promise.all(entries.map((entry) => publish(client, entry, entry === last)))
    return 'published'
  } catch (error) {
    return mayPublishLater(error) ? 'again' : 'never'
  }
}

async function publish(client: Client, { entry }: Outgoing, acknowledge: boolean): Promise<void> {
  if (entry.kind === 'gap') return
  const { id, user, thread, message, at } = entry.message
  await client.publish(topicOf(thread), [message], { kwargs: { id, author: user, at }, acknowledge })
}
