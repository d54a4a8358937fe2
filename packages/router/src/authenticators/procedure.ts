/** Methods by which a procedure itself decides, once it is asked: anonymous, and tickets that only it can check. */
import { dictOf } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Candidate, Refusal } from '../session/principals.ts'
import type { JudgeTicket } from './ticket.ts'

/** Asks a procedure about somebody, with some details more than usual. */
export interface AskedPrincipals {
  readonly assignsRealm: boolean
  find(attempt: LoginAttempt, more?: Dict): Promise<Candidate<undefined> | Refusal>
}

/** Everybody may come in whom the procedure gives a role. What the client wants to be called is ignored. */
export const askedAnonymous = (principals: AskedPrincipals, randomAuthid: () => string): Authenticator => ({
  method: 'anonymous',
  assignsRealm: principals.assignsRealm,
  begin: async (attempt) =>
    verdictOn(await principals.find({ ...attempt, details: { ...attempt.details, authid: randomAuthid() } })),
})

/** The procedure gets the ticket, and answers only when it is good. */
export const askAboutTicket =
  (principals: AskedPrincipals): JudgeTicket =>
  async (attempt, given) =>
    verdictOn(await principals.find(attempt, dictOf([['ticket', given]])))

const verdictOn = (found: Candidate<undefined> | Refusal): Verdict =>
  found.kind === 'refused' ? found : { kind: 'accepted', principal: found.principal }
