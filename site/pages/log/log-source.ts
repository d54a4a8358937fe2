/**
 * The log of a lesson's programs, as the site streams it. A browser allows six connections to a site, over all its tabs. So a
 * hidden page closes its connection, and later requests the lines that it missed.
 */

export interface LogLine {
  readonly at: number
  /** The program that wrote it: `router 3`, `client 3`. */
  readonly from: string
  readonly level: string
  readonly text: string
  /** The session that the line is about. */
  readonly who?: string
  /** True: a guest worker of the router wrote it. */
  readonly guest?: boolean
}

export type ProgramState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly since: number }
  | { readonly kind: 'up'; readonly since: number; readonly pid: number }
  | { readonly kind: 'down'; readonly since: number; readonly why: string }

export interface LogListener {
  readonly line: (line: LogLine) => void
  readonly leftOut: (lines: number) => void
  /**
   * Called with the state of a program; undefined where the site cannot be reached, or runs no router for this lesson.
   */
  readonly state: (state: ProgramState | undefined, of?: string) => void
}

export function listenToLog(url: string, listener: LogListener): void {
  let source: EventSource | undefined
  let lastId = ''
  const open = () => {
    const stream = new EventSource(lastId === '' ? url : `${url}?after=${lastId}`)
    stream.addEventListener('line', ({ data, lastEventId }) => {
      lastId = lastEventId
      listener.line(JSON.parse(data))
    })
    stream.addEventListener('leftout', ({ data }) => listener.leftOut(JSON.parse(data).lines))
    stream.addEventListener('state', ({ data }) => {
      const { of, ...state } = JSON.parse(data) as ProgramState & { of: string }
      listener.state(state, of)
    })
    stream.addEventListener('error', () => listener.state(undefined)) // it connects again by itself
    return stream
  }
  const follow = () => {
    if (document.visibilityState === 'visible') source ??= open()
    else {
      source?.close()
      source = undefined
    }
  }
  document.addEventListener('visibilitychange', follow)
  follow()
}
