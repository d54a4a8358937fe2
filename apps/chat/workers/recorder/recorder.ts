/**
 * The way of a message through the recorder: into the spool; to storage, until it is confirmed; to the thread's topic.
 * Whoever posted it is answered as soon as something is sure.
 *
 * It goes to storage before the spool is synced. A crash of this process leaves what is written; a loss of power may
 * leave a message that is stored, not published, and in no spool. Then the router has ended too, and nobody hears
 * events any more: all read the history when they come back.
 */
import { WampError } from '@wampeter/client'
import type { Log } from '../../operation/log.ts'
import type { Counters } from '../../operation/counters.ts'
import { SparseLog } from '../../operation/sparse-log.ts'
import { AppUnavailable } from '../app/app-http.ts'
import type { Access } from '../app/access.ts'
import { answerFor, noAccess, orLate, reused } from './answers.ts'
import type { Posted } from './answers.ts'
import { Courier } from './courier.ts'
import type { Confirmation } from './courier.ts'
import { keyOf, Outgoing } from './outgoing.ts'
import type { Verdict } from './outgoing.ts'
import { Publisher } from './publisher.ts'
import type { PublisherParts } from './publisher.ts'
import { isShortEnough } from './post-arguments.ts'
import type { Post } from './post-arguments.ts'
import type { Gap, Message } from './spool/records.ts'
import { SpoolFull } from './spool/spool.ts'
import type { Spool } from './spool/spool.ts'

export interface RecorderParts {
  readonly spool: Pick<Spool, 'contents' | 'add' | 'note' | 'synced'>
  readonly access: Pick<Access, 'isMember'>
  readonly log: Log
  readonly counters: Counters
  send(batch: readonly Outgoing[]): void
  publish: PublisherParts['publish']
}

/** How long a post waits for storage; with the check of access below it is answered within two seconds. */
const STORED_MS = 1_200
/** The same while storage does not answer anybody. */
const STALLED_MS = 100
const ACCESS_MS = 600

export class Recorder {
  readonly #parts: RecorderParts
  readonly #courier: Courier
  readonly #publisher: Publisher
  readonly #sparse: SparseLog
  /** What is not done, by its key. */
  readonly #open = new Map<string, Outgoing>()

  constructor(parts: RecorderParts) {
    this.#parts = parts
    this.#sparse = new SparseLog(parts.log)
    this.#courier = new Courier({ send: parts.send, confirmed: (entry, verdict) => this.#judged(entry, verdict) })
    this.#publisher = new Publisher({
      publish: parts.publish,
      published: (entry) => {
        parts.counters.add('published_total')
        if (entry.verdict === undefined) parts.spool.note({ kind: 'published', n: entry.entry.n })
        this.#finish(entry)
      },
    })
    for (const entry of parts.spool.contents.entries()) this.#take(new Outgoing(entry, true))
  }

  /** The number of entries that are not stored and published yet. */
  get waiting(): number {
    return this.#open.size
  }

  /** Storage does not answer. */
  get isStalled(): boolean {
    return this.#courier.isStalled
  }

  opened(isOpen: boolean): void {
    this.#publisher.opened(isOpen)
  }

  confirm(confirmations: readonly Confirmation[]): void {
    this.#courier.confirm(confirmations)
  }

  /** Records a user's message and publishes it. Rejects with WampError. */
  async post(user: string, { thread, id, text }: Post): Promise<Posted> {
    this.#parts.counters.add('posts_total')
    const message: Message = { id, user, thread, message: text, at: Date.now() }
    const open = this.#open.get(keyOf(message))
    if (open?.entry.kind === 'message') {
      if (open.entry.message.message !== text) throw reused(id)
      return this.#answer(open, open.entry.message)
    }
    const { entry, written } = this.#accept(message, false)
    await written
    return this.#answer(entry, message)
  }

  /** Records a message that a user published directly. False: there is no room for it, or it is too long. */
  direct(message: Message): boolean {
    this.#parts.counters.add('direct_total')
    if (!isShortEnough(message.message)) {
      this.#parts.counters.add('oversized_total')
      this.#sparse.warn('oversized', `a message of ${message.user} in ${message.thread} is too long to be recorded`)
      return true
    }
    try {
      this.#accept(message, true).written.catch(() => this.#parts.counters.add('lost_total'))
      return true
    } catch {
      return false
    }
  }

  /** Records that messages may be missing between two times. Its id is new. */
  gap(gap: Gap): void {
    this.#parts.counters.add('gaps_total')
    const { n, written } = this.#parts.spool.add((number) => ({ kind: 'gap', n: number, gap }))
    const entry = new Outgoing({ kind: 'gap', n, gap }, false)
    written.then(
      () => this.#take(entry),
      (error: unknown) => this.#sparse.warn('spool', String(error)),
    )
  }

  stop(): void {
    this.#courier.stop()
  }

  /** @throws WampError `workshop.error.spool_full`. */
  #accept(message: Message, isDirect: boolean): { entry: Outgoing; written: Promise<void> } {
    const { n, written } = this.#add(message, isDirect)
    const entry = new Outgoing({ kind: 'message', n, message, isDirect, isPublished: false }, false)
    this.#open.set(entry.key, entry) // a second post of the same id finds it
    return {
      entry,
      written: written.then(
        () => this.#take(entry),
        (error: unknown) => {
          this.#open.delete(entry.key)
          throw this.#notKept(error)
        },
      ),
    }
  }

  #add(message: Message, isDirect: boolean): { n: number; written: Promise<void> } {
    try {
      return this.#parts.spool.add((n) => ({ kind: 'message', n, message, isDirect }))
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error
      this.#sparse.warn('full', `messages are refused: ${error.message}`)
      throw new WampError('workshop.error.spool_full', 'too many messages wait to be stored; send it again later')
    }
  }

  #take(entry: Outgoing): void {
    this.#open.set(entry.key, entry)
    if (entry.publishing === 'undecided') this.#publisher.add(entry)
    this.#courier.add(entry)
  }

  #judged(entry: Outgoing, verdict: Verdict): void {
    entry.judge(verdict)
    this.#parts.counters.add(verdict === 'stored' || verdict === 'known' ? 'stored_total' : 'not_stored_total')
    this.#publisher.decided(entry)
    this.#finish(entry)
  }

  #finish(entry: Outgoing): void {
    if (!entry.isDone || this.#open.get(entry.key) !== entry) return
    this.#open.delete(entry.key)
    this.#parts.spool.note({ kind: 'done', n: entry.entry.n })
  }

  async #answer(entry: Outgoing, { id, at, user, thread }: Message): Promise<Posted> {
    const verdict = await orLate(entry.judged, this.#courier.isStalled ? STALLED_MS : STORED_MS)
    if (verdict !== undefined) return answerFor(verdict, { id, at })
    await Promise.all([this.#checkAccess(user, thread), this.#synced()])
    const late = entry.verdict
    if (late !== undefined) return answerFor(late, { id, at })
    if (entry.publishing === 'undecided') {
      entry.publishing = 'wanted'
      this.#publisher.decided(entry)
    }
    this.#parts.counters.add('spooled_total')
    return { id, at, stored: false }
  }

  async #synced(): Promise<void> {
    try {
      await this.#parts.spool.synced()
    } catch (error) {
      throw this.#notKept(error)
    }
  }

  #notKept(error: unknown): WampError {
    this.#sparse.warn('spool', String(error))
    return new WampError('wamp.error.unavailable', 'the message could not be kept; send it again later')
  }

  /** Storage will check it too; but it does not answer now, and an acknowledged message must not be refused later. */
  async #checkAccess(user: string, thread: string): Promise<void> {
    try {
      if (await this.#parts.access.isMember(user, thread, ACCESS_MS)) return
    } catch (error) {
      if (!(error instanceof AppUnavailable)) throw error
      throw new WampError(
        'wamp.error.unavailable',
        'neither storage nor the app answers; send it again with the same id',
      )
    }
    throw noAccess()
  }
}
