/**
 * Methods where the answer of a procedure is the decision: anonymous, and tickets that only the procedure can check.
 */
import { dictOf, EMPTY_DICT, encodedFor, encodedPayload, isDict, json, Payload } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Candidate, Refusal } from '../session/principals.ts'
import type { JudgeTicket } from './ticket.ts'

/** Asks a procedure about a client, with additional details. */
export interface AskedPrincipals {
  readonly assignsRealm: boolean
  find(attempt: LoginAttempt, more?: Dict): Promise<Candidate<undefined> | Refusal>
}

/** Accepts every client to which the procedure gives a role. The authid that the client asks for is ignored. */
export const askedAnonymous = (principals: AskedPrincipals, randomAuthid: () => string): Authenticator => ({
  method: 'anonymous',
  assignsRealm: principals.assignsRealm,
  begin: async ({ realm, details, session, transport, signal }) =>
    verdictOn(
      await principals.find({
        ...{ realm, session, transport, signal },
        details: { ...details, authid: randomAuthid() },
      }),
    ),
})

/** The procedure gets the ticket, and answers with a role only where the ticket is right. */
export const askAboutTicket =
  (principals: AskedPrincipals): JudgeTicket =>
  (attempt) => {
    const again = kept(attempt)
    return async (given) => verdictOn(await principals.find(again(), dictOf([['ticket', given]])))
  }

/** Keeps what a procedure is asked with, and `authextra` encoded: decoded values take many times the memory. */
function kept({ realm, session, transport, signal, details: { authid, authextra } }: LoginAttempt): () => LoginAttempt {
  const encoded = encodedPayload(json, encodedFor(Payload.of(authextra === undefined ? [] : [authextra]), json))
  return () => {
    const [extra] = encoded.values().args
    const details = {
      roles: EMPTY_DICT,
      ...(authid !== undefined && { authid }),
      ...(isDict(extra) && { authextra: extra }),
    }
    return { realm, session, transport, signal, details }
  }
}

const verdictOn = (found: Candidate<undefined> | Refusal): Verdict =>
  found.kind === 'refused' ? found : { kind: 'accepted', principal: found.principal }
