/**
 * Tickets (*Ticket-based Authentication*): the secret itself, in the clear. Only as safe as the transport below.
 */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Crypto } from '@wampeter/protocol'
import { DENIED } from '../session/authenticator.ts'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Principals } from '../session/principals.ts'

const utf8 = new TextEncoder()

/** The credential that a principal has for this method. */
export interface TicketCredential {
  readonly ticket: string
}

/** Judges a ticket once it is there. */
export type JudgeTicket = (attempt: LoginAttempt, ticket: string) => Promise<Verdict>

/** Asks for a ticket. */
export const ticket = (judge: JudgeTicket, assignsRealm = false): Authenticator => ({
  method: 'ticket',
  assignsRealm,
  begin: (attempt) => ({ kind: 'challenge', extra: EMPTY_DICT, answer: (given) => judge(attempt, given) }),
})

/** Compares with the ticket that is known. Both are hashed first, so that not even the length of a secret shows in time. */
export function compareTicket(principals: Principals<TicketCredential>, crypto: Crypto): JudgeTicket {
  const key = crypto.randomBytes(32)

  async function isRight(given: string, expected: string): Promise<boolean> {
    const digests = [crypto.hmacSha256(key, utf8.encode(given)), crypto.hmacSha256(key, utf8.encode(expected))] as const
    const [ofGiven, ofExpected] = await Promise.all(digests)
    return crypto.equal(ofGiven, ofExpected)
  }

  return async (attempt, given) => {
    const candidate = await principals.find(attempt)
    if (candidate.kind === 'refused') return candidate
    const matches = await isRight(given, candidate.credential.ticket)
    return matches && candidate.isKnown ? { kind: 'accepted', principal: candidate.principal } : DENIED
  }
}

/** For {@link StaticPrincipals}: a ticket that nobody has. */
export const pretendTicket = (_model: TicketCredential | undefined, noise: Uint8Array): TicketCredential => ({
  ticket: String.fromCharCode(...noise),
})
