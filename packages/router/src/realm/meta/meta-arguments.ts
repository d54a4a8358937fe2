/**
 * Reads the arguments of meta procedures. A value of the wrong type refuses the call with
 * `wamp.error.invalid_argument`.
 */
import { describe, isDict, isId, isUri, Refusal } from '@wampeter/protocol'
import type { Dict, Id, PayloadValues, Uri, WampError } from '@wampeter/protocol'

/** The arguments of one call. Each is read by position, or by keyword when the position is absent. */
export class MetaArguments {
  readonly #args: readonly unknown[]
  readonly #kwargs: Dict

  constructor({ args, kwargs }: Pick<PayloadValues, 'args' | 'kwargs'>) {
    this.#args = args
    this.#kwargs = kwargs
  }

  id(at: number, name: string): Id {
    const value = this.#at(at, name)
    if (!isId(value)) throw wrong(name, 'an id', value)
    return value
  }

  optionalId(at: number, name: string): Id | undefined {
    return this.#at(at, name) === undefined ? undefined : this.id(at, name)
  }

  text(at: number, name: string): string {
    const value = this.#at(at, name)
    if (typeof value !== 'string') throw wrong(name, 'a string', value)
    // In JSON it stands for bytes, and some texts are passed on to sessions that speak JSON.
    if (value.charCodeAt(0) === 0) throw wrong(name, 'a string that does not begin with U+0000', value)
    return value
  }

  optionalText(at: number, name: string): string | undefined {
    return this.#at(at, name) === undefined ? undefined : this.text(at, name)
  }

  /** @throws WampError `wamp.error.invalid_uri` when the text is no URI. */
  optionalUri(at: number, name: string): Uri | undefined {
    const value = this.optionalText(at, name)
    if (value !== undefined && !isUri(value)) throw new Refusal('wamp.error.invalid_uri', `${name} is not a valid URI`)
    return value
  }

  optionalTexts(at: number, name: string): readonly string[] | undefined {
    const value = this.#at(at, name)
    if (value === undefined) return undefined
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
      throw wrong(name, 'a list of strings', value)
    return value
  }

  list(at: number, name: string): readonly unknown[] {
    const value = this.#at(at, name) ?? []
    if (!Array.isArray(value)) throw wrong(name, 'a list', value)
    return value
  }

  dict(at: number, name: string): Dict {
    const value = this.#at(at, name) ?? {}
    if (Array.isArray(value) && value.length === 0) return {}
    if (!isDict(value)) throw wrong(name, 'a dictionary', value)
    return value
  }

  /** Null counts as absent: Python clients send it for arguments that are not given. */
  #at(at: number, name: string): unknown {
    return this.#args[at] ?? this.#kwargs[name] ?? undefined
  }
}

const wrong = (name: string, what: string, found: unknown): WampError =>
  new Refusal('wamp.error.invalid_argument', `${name} must be ${what}, not ${describe(found)}`)
