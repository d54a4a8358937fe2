/** Logging in without a router, for tests of authenticators: crypto that counts, and one attempt. */
import { createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Crypto, Dict } from '@wampeter/protocol'
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Authenticator } from '../session/authenticator.ts'
import type { Clock } from '../session/clock.ts'

/** Counts operations, so that the work for known and unknown users can be compared. */
export function countingCrypto() {
  const calls: string[] = []
  const crypto: Crypto = {
    hmacSha256: (key, data) => (calls.push('hmac'), createHmac('sha256', key).update(data).digest()),
    pbkdf2Sha256: (secret, { salt, iterations, keylen }) => (
      calls.push(`pbkdf2 ${iterations}`),
      pbkdf2Sync(secret, salt, iterations, keylen, 'sha256')
    ),
    equal: (a, b) => (calls.push('equal'), a.length === b.length && timingSafeEqual(a, b)),
    randomBytes: (length) => randomBytes(length),
  }
  return { calls, crypto }
}

/** The details of HELLO. */
export const attempt = (authid: string, more: Dict = {}) => ({
  realm: 'realm1',
  details: { roles: EMPTY_DICT, authid, ...more },
  session: 1,
  transport: { peer: 'test', framing: 'test', isSecure: false },
  signal: new AbortController().signal,
})

/** Answers a challenge with a signature. */
export async function logIn(authenticator: Authenticator, authid: string, signature: string) {
  const challenge = await authenticator.begin(attempt(authid))
  const verdict = challenge.kind === 'challenge' ? await challenge.answer(signature, EMPTY_DICT) : undefined
  return { extra: challenge.kind === 'challenge' ? challenge.extra : {}, verdict }
}

/** A clock whose timers never fire. */
export const stillClock: Clock = { now: () => 0, after: () => () => {} }
