/**
 * Tickets (*Ticket-based Authentication*): the secret itself, in the clear. Only as safe as the transport below.
 */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Crypto } from '@wampeter/protocol'
import { DENIED } from '../session/authenticator.ts'
import type { Authenticator, Verdict } from '../session/authenticator.ts'
import type { Candidate, Principals } from '../session/principals.ts'

const utf8 = new TextEncoder()

/** The credential that a principal has for this method. */
export interface TicketCredential {
  readonly ticket: string
}

/** Asks for a ticket and compares it. Both are hashed first, so that not even the length of a secret shows in time. */
export function ticket(principals: Principals<TicketCredential>, crypto: Crypto): Authenticator {
  const key = crypto.randomBytes(32)

  async function isRight(given: string, expected: string): Promise<boolean> {
    const digests = [crypto.hmacSha256(key, utf8.encode(given)), crypto.hmacSha256(key, utf8.encode(expected))] as const
    const [ofGiven, ofExpected] = await Promise.all(digests)
    return crypto.equal(ofGiven, ofExpected)
  }

  async function judge(
    { principal, credential, isKnown }: Candidate<TicketCredential>,
    given: string,
  ): Promise<Verdict> {
    const matches = await isRight(given, credential.ticket)
    return matches && isKnown ? { kind: 'accepted', principal } : DENIED
  }

  return {
    method: 'ticket',
    async begin({ details }) {
      const candidate = await principals.find(details.authid ?? '')
      return { kind: 'challenge', extra: EMPTY_DICT, answer: (given) => judge(candidate, given) }
    },
  }
}

/** For {@link StaticPrincipals}: a ticket that nobody has. */
export const pretendTicket = (_model: TicketCredential | undefined, noise: Uint8Array): TicketCredential => ({
  ticket: String.fromCharCode(...noise),
})
