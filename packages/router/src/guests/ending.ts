/** How a run of a guest ended, and whether another run follows. */
import type { RestartPolicy } from './options.ts'

/** The exit of a process: one of the two is null. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export const isFailure = ({ code }: Ending): boolean => code !== 0

/** Whether a guest that ended by itself is started again. */
export const isRestarted = (policy: RestartPolicy, ending: Ending): boolean =>
  policy === 'always' || (policy === 'on-failure' && isFailure(ending))

/** Describes the end for the log. */
export const describeEnding = ({ code, signal }: Ending): string =>
  signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
