/** What became of a check. `trouble`: what keeps it from being done, where that is known. */
export interface Verdict {
  readonly isDone: boolean
  readonly trouble?: string
}
