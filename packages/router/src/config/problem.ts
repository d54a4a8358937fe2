/** A problem of a config, in a form that an operator can act on. */

/** A mistake, or something that will not work as written. */
export interface Problem {
  /** An error means that the config is not used; a warning means that something is left out. */
  readonly severity: 'error' | 'warning'
  /** Where, such as `workers[0].transports[0].paths.ws.auth.ticket`; empty for the file itself. */
  readonly path: string
  readonly message: string
  /** The line of the file, counted from 1; undefined where the config did not come from a file. */
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

/** A problem because of which a part of the config is left out. */
export const warning = (path: Path, message: string): Problem => ({
  severity: 'warning',
  path: writePath(path),
  message,
})

/** Writes a path as JavaScript does: `paths.ws`, `paths["/"]`, `workers[0]`. */
export function writePath(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[\w$-]+$/.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${JSON.stringify(step)}]`
  }
  return text
}

/** The place and the message, for a log that shows the severity by its level. */
export function describeProblem({ path, message, line }: Problem): string {
  const where = [...(line === undefined ? [] : [`line ${line}`]), ...(path === '' ? [] : [path])].join(', ')
  return where === '' ? message : `${where}: ${message}`
}

/** Severity, place and message, for a terminal. */
export const writeProblem = (problem: Problem): string => `${problem.severity}: ${describeProblem(problem)}`
