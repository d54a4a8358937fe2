/** What is wrong with a config, in a form that a person can act on. */

/** One mistake, or something that will not work as written. */
export interface Problem {
  /** An error means that the config is not used; a warning means that something is left out. */
  readonly severity: 'error' | 'warning'
  /** Where, such as `workers[0].transports[0].paths.ws.auth.ticket`; empty for the file itself. */
  readonly path: string
  readonly message: string
  /** Of the file, counted from 1; undefined where the config did not come from one. */
  readonly line?: number
}

/** The keys and indices that lead to a place. */
export type Path = readonly (string | number)[]

/** A problem that stops the config from being used. */
export const fault = (path: Path, message: string): Problem => ({
  severity: 'error',
  path: writePath(path),
  message,
})

/** A problem that leaves something out. */
export const warning = (path: Path, message: string): Problem => ({
  severity: 'warning',
  path: writePath(path),
  message,
})

/** Writes a path the way JavaScript would: `paths.ws`, `paths["/"]`, `workers[0]`. */
export function writePath(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[\w$-]+$/.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${JSON.stringify(step)}]`
  }
  return text
}

/** Where and what, for a log that says by its level how bad it is. */
export function describeProblem({ path, message, line }: Problem): string {
  const where = [...(line === undefined ? [] : [`line ${line}`]), ...(path === '' ? [] : [path])].join(', ')
  return where === '' ? message : `${where}: ${message}`
}

/** The same for a terminal. */
export const writeProblem = (problem: Problem): string => `${problem.severity}: ${describeProblem(problem)}`
