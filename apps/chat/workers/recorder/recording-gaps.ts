/** Finds the times in which messages may have passed unrecorded. */
import type { Gap } from './spool/records.ts'

type Times = Pick<Gap, 'from' | 'to'>

export class RecordingGaps {
  /** Since when messages may be missing; undefined while they are recorded, and before the first time. */
  #since: number | undefined
  #isRecording = false

  /** `recorded`: what the spool knows of the process before; undefined if there was none. */
  constructor(recorded: { readonly until: number; readonly isClosed: boolean } | undefined) {
    this.#since = recorded === undefined || recorded.isClosed ? undefined : recorded.until
  }

  get isRecording(): boolean {
    return this.#isRecording
  }

  /** Messages are recorded from now on. Returns the gap before. */
  begins(now: number): Times | undefined {
    this.#isRecording = true
    const from = this.#since
    this.#since = undefined
    return from === undefined ? undefined : { from, to: Math.max(now, from) }
  }

  /** Messages are no longer recorded. */
  ends(now: number): void {
    if (!this.#isRecording) return
    this.#isRecording = false
    this.#since ??= now
  }
}
