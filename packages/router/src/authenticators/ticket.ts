/**
 * Tickets (*Ticket-based Authentication*): the client sends the secret itself, so it is only as safe as the
 * transport.
 */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Crypto } from '@wampeter/protocol'
import { DENIED } from '../session/authenticator.ts'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Principals } from '../session/principals.ts'

const utf8 = new TextEncoder()

/** The digest of a text: of fixed length, under a key that only this process knows. */
export type TicketDigest = (ticket: string) => Uint8Array | Promise<Uint8Array>

export function ticketDigest(crypto: Crypto): TicketDigest {
  const key = crypto.randomBytes(32)
  return (ticket) => crypto.hmacSha256(key, utf8.encode(ticket))
}

/** The credential that a principal has for this method. */
export interface TicketCredential {
  readonly digest: Uint8Array | Promise<Uint8Array>
}

/**
 * Prepares a log-in, and returns the check of its ticket when that has arrived. Meanwhile the details of HELLO should
 * not be kept, because they may be large.
 */
export type JudgeTicket = (attempt: LoginAttempt) => (ticket: string) => Promise<Verdict>

/** Asks for a ticket. */
export const ticket = (judge: JudgeTicket, assignsRealm = false): Authenticator => ({
  method: 'ticket',
  assignsRealm,
  begin: (attempt) => ({ kind: 'challenge', extra: EMPTY_DICT, answer: judge(attempt) }),
})

/**
 * Compares the client's ticket with the known one. The known ticket was hashed when the config was read, so the time
 * that a log-in takes depends only on the client's ticket.
 */
export function compareTicket(
  principals: Principals<TicketCredential>,
  { crypto, digest }: { readonly crypto: Crypto; readonly digest: TicketDigest },
): JudgeTicket {
  return (attempt) => {
    const found = principals.find(attempt)
    return async (given) => {
      const candidate = await found
      if (candidate.kind === 'refused') return candidate
      const matches = crypto.equal(await digest(given), await candidate.credential.digest)
      return matches && candidate.isKnown ? { kind: 'accepted', principal: candidate.principal } : DENIED
    }
  }
}

/** For {@link StaticPrincipals}: the digest of no ticket. */
export const pretendTicket = (_model: TicketCredential | undefined, noise: Uint8Array): TicketCredential => ({
  digest: noise,
})
