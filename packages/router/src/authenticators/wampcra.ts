/**
 * WAMP-CRA (*Challenge Response Authentication*): the client signs a text that the router made. The secret does not
 * travel. With a salt, the router needs only a derived key instead of the secret.
 */
import { chain, challengeText, deriveKey, dictOf, toBase64, verifySignature } from '@wampeter/protocol'
import type { Crypto, Dict, Soon } from '@wampeter/protocol'
import { DENIED, wishesOf } from '../session/authenticator.ts'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Clock } from '../session/clock.ts'
import type { WampcraSalt } from '../session/options.ts'
import { pretendSalt } from './pretend-salt.ts'
import type { Candidate, Principals } from '../session/principals.ts'

/** The credential that a principal has for this method. */
export interface WampcraCredential {
  readonly secret: string
  readonly salt?: WampcraSalt
}

export interface WampcraParts {
  readonly crypto: Crypto
  readonly clock: Clock
}

/** Milliseconds that the derivation of a key may take, including the wait for a free thread. */
export const DERIVING_MS = 5_000

const TOO_SLOW: Verdict = {
  kind: 'refused',
  reason: 'wamp.error.authentication_failed',
  message: 'the log-in could not be decided in time',
  why: `deriving the key took longer than ${DERIVING_MS} ms`,
  retryAfterMs: 1_000,
}

/** Challenges, and verifies the signature. */
export function wampcra(principals: Principals<WampcraCredential>, { crypto, clock }: WampcraParts): Authenticator {
  const keyOf = ({ secret, salt }: WampcraCredential): Soon<string | undefined> =>
    salt?.derive === true ? inTime(deriveKey(crypto, secret, salt)) : secret

  /** Undefined when it takes too long, so that every log-in ends, however many keys are being derived. */
  function inTime(key: Promise<string>): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(DERIVING_MS, () => resolve(undefined))
      key.then(resolve, reject).finally(cancel)
    })
  }

  function judge(candidate: Candidate<WampcraCredential>, challenge: string, signature: string): Soon<Verdict> {
    return chain(keyOf(candidate.credential), (key) => {
      if (key === undefined) return TOO_SLOW
      return chain(verifySignature(crypto, key, { challenge, signature }), (matches) =>
        matches && candidate.isKnown ? { kind: 'accepted', principal: candidate.principal } : DENIED,
      )
    })
  }

  function challenged(attempt: LoginAttempt, candidate: Candidate<WampcraCredential>): Verdict {
    const challenge = challengeFor(attempt, candidate)
    return {
      kind: 'challenge',
      extra: extraFor(challenge, candidate.credential.salt),
      answer: (signature) => judge(candidate, challenge, signature),
    }
  }

  return {
    method: 'wampcra',
    assignsRealm: principals.assignsRealm ?? false,
    begin: (attempt) =>
      chain(principals.find(attempt, wishesOf(attempt)), (candidate) =>
        candidate.kind === 'refused' ? candidate : challenged(attempt, candidate),
      ),
  }

  function challengeFor({ session }: LoginAttempt, { principal }: Candidate<WampcraCredential>): string {
    return challengeText({
      authid: principal.authid,
      authrole: principal.authrole,
      authmethod: 'wampcra',
      authprovider: principal.authprovider,
      nonce: toBase64(crypto.randomBytes(16)),
      timestamp: new Date(clock.now()).toISOString(),
      session,
    })
  }
}

function extraFor(challenge: string, salt: WampcraSalt | undefined): Dict {
  if (salt === undefined) return dictOf([['challenge', challenge]])
  return dictOf(Object.entries({ challenge, salt: salt.salt, iterations: salt.iterations, keylen: salt.keylen }))
}

/** For {@link StaticPrincipals}: a random secret. Where the model has a salt, it has one of the same form. */
export function pretendWampcra(model: WampcraCredential | undefined, noise: Uint8Array): WampcraCredential {
  const secret = toBase64(noise)
  if (model?.salt === undefined) return { secret }
  return { secret, salt: { ...model.salt, salt: pretendSalt(model.salt.salt, noise) } }
}
