/**
 * Tickets (*Ticket-based Authentication*): the secret itself, in the clear. Only as safe as the transport below.
 */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Crypto } from '@wampeter/protocol'
import { DENIED } from '../session/authenticator.ts'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Principals } from '../session/principals.ts'

const utf8 = new TextEncoder()

/** A text as a digest of one length, under a key that this process alone knows. */
export type TicketDigest = (ticket: string) => Uint8Array | Promise<Uint8Array>

export function ticketDigest(crypto: Crypto): TicketDigest {
  const key = crypto.randomBytes(32)
  return (ticket) => crypto.hmacSha256(key, utf8.encode(ticket))
}

/** The credential that a principal has for this method. */
export interface TicketCredential {
  readonly digest: Uint8Array | Promise<Uint8Array>
}

/** Judges a ticket once it is there. */
export type JudgeTicket = (attempt: LoginAttempt, ticket: string) => Promise<Verdict>

/** Asks for a ticket. */
export const ticket = (judge: JudgeTicket, assignsRealm = false): Authenticator => ({
  method: 'ticket',
  assignsRealm,
  begin: (attempt) => ({ kind: 'challenge', extra: EMPTY_DICT, answer: (given) => judge(attempt, given) }),
})

/**
 * Compares with the ticket that is known. The known one was hashed when the config was read, so the time that a log-in
 * takes depends on the ticket that the client sent alone.
 */
export function compareTicket(
  principals: Principals<TicketCredential>,
  { crypto, digest }: { readonly crypto: Crypto; readonly digest: TicketDigest },
): JudgeTicket {
  return async (attempt, given) => {
    const candidate = await principals.find(attempt)
    if (candidate.kind === 'refused') return candidate
    const matches = crypto.equal(await digest(given), await candidate.credential.digest)
    return matches && candidate.isKnown ? { kind: 'accepted', principal: candidate.principal } : DENIED
  }
}

/** For {@link StaticPrincipals}: the digest of no ticket. */
export const pretendTicket = (_model: TicketCredential | undefined, noise: Uint8Array): TicketCredential => ({
  digest: noise,
})
