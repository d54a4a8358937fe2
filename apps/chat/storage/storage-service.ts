/**
 * Stores messages in the order in which they came, in batches, and confirms each one after the commit. While the
 * database cannot be written nothing is confirmed and nothing is dropped: the senders wait.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { DataUnavailable } from '../data/contract.ts'
import type { MessageStore, Stored } from '../data/contract.ts'
import { textOf } from '../operation/log.ts'
import type { Part } from '../operation/part.ts'
import { SparseLog } from '../operation/sparse-log.ts'
import { readFrames } from './read-frame.ts'
import type { Frame, GapFrame, Given, Sender } from './read-frame.ts'

/** What became of an entry. `refused`: it can never be stored. */
export type Verdict = Stored | 'refused'

export type Confirmation = Sender & { readonly verdict: Verdict }

export interface ServiceParts {
  readonly store: MessageStore
  readonly part: Pick<Part, 'log' | 'counters' | 'readiness'>
  confirm(confirmations: readonly Confirmation[]): Promise<void>
  /** An id and a time for a message that has none. */
  given(): Given
}

const RETRY_MS = 100
const LONGEST_MS = 2_000
/** A peer that floods must not fill the disk with what cannot be stored. */
const LETTERS_PER_HOUR = 10_000
const HOUR_MS = 3_600_000

type MessageFrame = Frame & { kind: 'message' }
type OtherFrame = Exclude<Frame, MessageFrame>

export class StorageService {
  readonly #parts: ServiceParts
  readonly #sparse: SparseLog
  readonly #stopping = new AbortController()
  #letters = { until: 0, count: 0 }

  constructor(parts: ServiceParts) {
    this.#parts = parts
    this.#sparse = new SparseLog(parts.part.log)
  }

  /** Reads a text. It is cheap, and done while the batch before is stored. */
  read(text: string): readonly Frame[] {
    return readFrames(text, this.#parts.given)
  }

  /** Stores what has arrived. Resolves when all is stored and confirmed. Store the next ones afterwards. */
  async store(arrived: readonly Frame[]): Promise<void> {
    const confirmations: Confirmation[] = []
    const note = ({ sender }: Frame, verdict: Verdict): void => {
      if (sender !== undefined) confirmations.push({ ...sender, verdict })
    }
    let run: MessageFrame[] = []
    const storeRun = async (): Promise<void> => {
      const messages = run
      run = []
      const verdicts = await this.#store(messages)
      for (const [index, frame] of messages.entries()) note(frame, verdicts[index] ?? 'refused')
    }
    for (const frame of arrived) {
      if (frame.kind === 'message') run.push(frame)
      else {
        await storeRun() // a gap lies between the messages before and after it
        note(frame, await this.#other(frame))
      }
    }
    await storeRun()
    if (confirmations.length > 0) await this.#parts.confirm(confirmations)
  }

  /** Lets a `store` that waits for the database give up: nothing of it is confirmed. */
  stop(): void {
    this.#stopping.abort(new Error('the storage service stops'))
  }

  async #store(frames: readonly MessageFrame[]): Promise<readonly Stored[]> {
    if (frames.length === 0) return []
    const messages = frames.map(({ message }) => message)
    const verdicts = await this.#written(() => this.#parts.store.append(messages))
    const { counters } = this.#parts.part
    for (const [index, verdict] of verdicts.entries()) {
      counters.add(COUNTERS[verdict])
      const message = messages[index]
      if (message === undefined || verdict === 'stored' || verdict === 'known') continue
      await this.#letter(JSON.stringify(message), REASONS[verdict])
    }
    return verdicts
  }

  async #other(frame: OtherFrame): Promise<Verdict> {
    const { counters } = this.#parts.part
    switch (frame.kind) {
      case 'gap':
        return this.#gap(frame)
      case 'unstorable':
        await this.#letter(frame.body, frame.reason)
        return 'refused'
      case 'malformed':
        counters.add('malformed_total')
        this.#sparse.warn('malformed', `a malformed message was dropped: ${frame.reason}`)
        return 'refused'
      default:
        throw new TypeError(`unexpected frame: ${JSON.stringify(frame satisfies never)}`)
    }
  }

  /** A gap whose confirmation was lost comes again. */
  async #gap({ id, from, to }: GapFrame): Promise<Verdict> {
    const verdict = await this.#written(() => this.#parts.store.appendGap({ id, from, to }))
    if (verdict === 'stored') this.#parts.part.counters.add('gaps_total')
    return verdict
  }

  async #letter(body: string, reason: string): Promise<void> {
    const { now } = this.#parts.given()
    const { part, store } = this.#parts
    part.counters.add('dead_letters_total')
    this.#sparse.warn('letter', `a message cannot be stored: ${reason}`)
    if (now >= this.#letters.until) this.#letters = { until: now + HOUR_MS, count: 0 }
    if (this.#letters.count++ >= LETTERS_PER_HOUR) return
    await this.#written(() => store.appendDeadLetter({ body, reason, at: now }))
  }

  /** Tries until the database takes it. */
  async #written<Value>(write: () => Promise<Value>): Promise<Value> {
    const { part } = this.#parts
    for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_MS)) {
      try {
        const value = await write()
        part.readiness(true)
        return value
      } catch (error) {
        if (!(error instanceof DataUnavailable)) throw error
        part.counters.add('database_failures_total')
        part.readiness(false, textOf(error))
        await pause(wait, undefined, { signal: this.#stopping.signal })
      }
    }
  }
}

const COUNTERS: Readonly<Record<Stored, string>> = {
  stored: 'stored_total',
  known: 'known_total',
  id_reused: 'id_reused_total',
  no_access: 'no_access_total',
}

const REASONS: Readonly<Record<Exclude<Stored, 'stored' | 'known'>, string>> = {
  id_reused: 'the author has used this id in this thread for another text',
  no_access: 'the author is not a member of the thread',
}
