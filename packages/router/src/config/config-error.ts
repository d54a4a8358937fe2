import type { Problem } from './problem.ts'
import { writeProblem } from './problem.ts'

/** A config that cannot be used. It has all errors of the config, not only the first. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const errors = problems.filter(({ severity }) => severity === 'error')
    super(`the config cannot be used:\n${errors.map((problem) => `  ${writeProblem(problem)}`).join('\n')}`)
    this.problems = problems
  }
}
