/**
 * Reads settings from environment variables. Nothing else in the chat reads the environment. Problems are collected,
 * so that an operator sees all of them at once.
 */
import { SettingsError } from './settings-error.ts'

/** The variables of a process, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>

export interface WholeNumber {
  readonly default: number
  readonly min: number
  readonly max: number
}

export class Environment {
  readonly #variables: Variables
  readonly #problems: string[] = []
  readonly #names = new Set<string>()

  constructor(variables: Variables) {
    this.#variables = variables
  }

  /** All names that were asked for, for the test that compares them with the documentation. */
  get names(): readonly string[] {
    return [...this.#names]
  }

  /** The text of a variable; an empty one counts as not set. */
  optional(name: string): string | undefined {
    this.#names.add(name)
    return this.#variables[name] || undefined
  }

  text(name: string, otherwise: string): string {
    return this.optional(name) ?? otherwise
  }

  wholeNumber(name: string, { default: otherwise, min, max }: WholeNumber): number {
    const text = this.optional(name)
    if (text === undefined) return otherwise
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    this.problem(name, `must be a whole number from ${min} to ${max}, not '${text}'`)
    return otherwise
  }

  /** A number with or without a fraction, such as 0.5. */
  number(name: string, { default: otherwise, min, max }: WholeNumber): number {
    const text = this.optional(name)
    if (text === undefined) return otherwise
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    this.problem(name, `must be a number from ${min} to ${max}, not '${text}'`)
    return otherwise
  }

  /** A TCP port. Port 0 lets the system choose one. */
  port(name: string, otherwise: number): number {
    return this.wholeNumber(name, { default: otherwise, min: 0, max: 65_535 })
  }

  oneOf<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const text = this.optional(name)
    const choice = choices.find((known) => known === text)
    if (text !== undefined && choice === undefined)
      this.problem(name, `must be one of ${choices.join(', ')}, not '${text}'`)
    return choice ?? choices[0]
  }

  /** Notes that a variable cannot be used. `what` must not contain a secret. */
  problem(name: string, what: string): void {
    this.#problems.push(`${name} ${what}.`)
  }

  /** Throws `SettingsError` if there was any problem. Call it after the last setting was read. */
  finish(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems.join('\n'))
  }
}
