/** Notices a ring that no other page answers: the learner has forgotten the second tab, or its reload. */
import type { Entry, Recorder } from '../frames/recorder.ts'

const PATIENCE_MS = 4_000

export class RingWatch {
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `isConnected`: the page is in a call already, and a ring asks nothing new. */
  constructor(recorder: Pick<Recorder, 'listen'>, isConnected: () => boolean, tell: (trouble: string) => void) {
    recorder.listen((entry: Entry) => {
      if (!('reading' in entry)) return
      const { kind, facts } = entry.reading
      if (facts.signal === undefined) return
      if (kind?.name === 'EVENT' && facts.from === 'another') clearTimeout(this.#timer)
      if (kind?.name !== 'PUBLISH' || facts.signal !== 'ring') return
      clearTimeout(this.#timer)
      this.#timer = setTimeout(
        () =>
          isConnected() ||
          tell(
            'no other page has answered the ring. Is this page open in a second tab, logged in there, and loaded again since the files were saved?',
          ),
        PATIENCE_MS,
      )
    })
  }
}
