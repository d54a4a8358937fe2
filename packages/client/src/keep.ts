/** The beginning of what a client keeps at its router: it is asked for, until its signal is aborted. */
import type { Environment } from './environment.ts'
import { canceled } from './errors.ts'
import type { Gate } from './gate.ts'
import type { Kept } from './kept.ts'
import { Outcome } from './outcome.ts'
import type { StandingHost, Standings, Wanted } from './standing.ts'

/** The parts of a client that this needs. */
export interface Keeper {
  readonly environment: Environment
  readonly gate: Gate
  readonly standings: Standings<Kept>
}

interface Asked<Handler, Options> {
  /** The method of the client that asks. */
  readonly method: string
  readonly uri: string
  readonly handler: Handler
  readonly options: Options & { readonly signal?: AbortSignal }
}

/** Resolves when a router has granted it. Aborting the signal withdraws the request, or gives back what was granted. */
export function keep<Kind extends Kept, Handler, Options extends object>(
  { environment, gate, standings }: Keeper,
  Kind: new (host: StandingHost, wanted: Wanted<Handler, Options>) => Kind,
  { method, options, ...asked }: Asked<Handler, Options>,
): Promise<Kind> {
  const { signal } = options
  const opened = new Outcome<Kind>(gate, `${method} ${asked.uri}`, signal)
  const standing = new Kind(standings, { ...asked, options, report: environment.report, opened })
  let withdraw: (() => void) | undefined
  const abort = (): void => {
    withdraw?.()
    opened.reject(canceled(signal?.reason))
    standing[Symbol.dispose]()
  }
  signal?.addEventListener('abort', abort)
  void standing.ended.then(() => signal?.removeEventListener('abort', abort))
  if (signal?.aborted) abort()
  else {
    withdraw = gate.enter({
      run: (session) => standings.open(standing, session),
      failed: (error) => standing.finish(error),
    })
  }
  return opened.promise
}
