/** A message or a gap on its way through the recorder. */
import type { SpoolEntry } from './spool/spool-contents.ts'

/** What the storage service says about one entry. `refused`: it can never be stored, for the reason given. */
export type Verdict = 'stored' | 'known' | 'deleted' | 'id_reused' | 'no_access' | 'refused'

/** Whether the recorder publishes the event: not decided yet, yes, or no (any more). */
export type Publishing = 'undecided' | 'wanted' | 'no'

export class Outgoing {
  readonly entry: SpoolEntry
  /** Names the entry in a confirmation. */
  readonly key: string
  /** It was in the spool when the process started. */
  readonly isRecovered: boolean
  /** How often it was sent to storage. */
  sends = 0
  publishing: Publishing
  verdict: Verdict | undefined
  readonly #judged: PromiseWithResolvers<Verdict> = Promise.withResolvers()

  constructor(entry: SpoolEntry, isRecovered: boolean) {
    this.entry = entry
    this.isRecovered = isRecovered
    this.key = entry.kind === 'gap' ? entry.gap.id : keyOf(entry.message)
    this.publishing = entry.kind === 'gap' || entry.isDirect || entry.isPublished ? 'no' : 'undecided'
  }

  /** Resolves with storage's verdict. */
  get judged(): Promise<Verdict> {
    return this.#judged.promise
  }

  judge(verdict: Verdict): void {
    this.verdict = verdict
    if (this.publishing === 'undecided') this.publishing = this.#isNew(verdict) ? 'wanted' : 'no'
    this.#judged.resolve(verdict)
  }

  /**
   * A message that storage knew before was published before as well, unless storage knows it from this very entry,
   * whose first confirmation was lost.
   */
  #isNew(verdict: Verdict): boolean {
    return verdict === 'stored' || (verdict === 'known' && (this.sends > 1 || this.isRecovered))
  }

  /** Its author has deleted it: nobody shall hear it any more. */
  withdraw(): void {
    this.publishing = 'no'
  }

  get isDone(): boolean {
    return this.verdict !== undefined && this.publishing === 'no'
  }
}

/** Threads and ids have no line break. */
export const keyOf = ({ thread, id, user }: { thread: string; id: string; user: string }): string =>
  `${thread}\n${id}\n${user}`

/** As storage gets it: the reference's form, with an id and a time. */
export function wireOf({ entry }: Outgoing): object {
  if (entry.kind === 'message') return entry.message
  const { id, ...gap } = entry.gap
  return { id, gap }
}
