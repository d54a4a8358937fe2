/** The authentication methods that a client offers in HELLO. */
import type { Hello } from '@wampeter/protocol'
import type { Authenticator } from './authenticator.ts'

const ANONYMOUS: readonly string[] = ['anonymous']

/** The methods that a client offers. A client that offers none logs in as `anonymous`, as in Crossbar. */
export const offeredBy = ({ details: { authmethods } }: Hello): readonly string[] =>
  authmethods === undefined || authmethods.length === 0 ? ANONYMOUS : authmethods

/** The authenticator of the first offered method that is available. */
export function firstOf(
  offered: readonly string[],
  authenticators: ReadonlyMap<string, Authenticator>,
): Authenticator | undefined {
  for (const method of offered) {
    const authenticator = authenticators.get(method)
    if (authenticator !== undefined) return authenticator
  }
  return undefined
}
