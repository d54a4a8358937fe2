/**
 * Cryptosign (*Cryptosign-based Authentication*): the client signs 32 random bytes with an Ed25519 key. Channel
 * binding is answered with null, because TLS 1.3 has no `tls-unique`.
 */
import { dictOf, fromHex, toHex, verifyCryptosign } from '@wampeter/protocol'
import type { Crypto, Verify } from '@wampeter/protocol'
import { DENIED, wishesOf } from '../session/authenticator.ts'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Candidate, Principals } from '../session/principals.ts'

/** The credential that a principal has for this method: public keys, in lower-case hexadecimal. */
export interface CryptosignCredential {
  readonly publicKeys: readonly string[]
}

export interface CryptosignParts {
  readonly crypto: Crypto
  readonly verify: Verify
}

const CHALLENGE_BYTES = 32
const KEY_BYTES = 32
const NO_KEY = new Uint8Array(KEY_BYTES)

/** Challenges, and verifies the signature with the key that the client named, or with the only key of the user. */
export function cryptosign(
  principals: Principals<CryptosignCredential>,
  { crypto, verify }: CryptosignParts,
): Authenticator {
  async function judge(
    { principal, isKnown, credential }: Candidate<CryptosignCredential>,
    { named, challenge, signature }: { named: string | undefined; challenge: Uint8Array; signature: string },
  ): Promise<Verdict> {
    const candidates =
      named === undefined ? credential.publicKeys : credential.publicKeys.filter((key) => key === named)
    const key = fromHex(candidates[0], KEY_BYTES) ?? NO_KEY
    const isRight = await verifyCryptosign(verify, key, { message: challenge, answer: signature })
    return isRight && isKnown && candidates.length === 1 ? { kind: 'accepted', principal } : DENIED
  }

  return {
    method: 'cryptosign',
    assignsRealm: principals.assignsRealm ?? false,
    async begin(attempt) {
      const candidate = await principals.find(attempt, wishesOf(attempt))
      if (candidate.kind === 'refused') return candidate
      const challenge = crypto.randomBytes(CHALLENGE_BYTES)
      const named = pubkeyOf(attempt)
      return {
        kind: 'challenge',
        extra: dictOf([
          ['challenge', toHex(challenge)],
          ['channel_binding', null],
        ]),
        answer: (signature) => judge(candidate, { named, challenge, signature }),
      }
    },
  }
}

/** The public key that the client names. */
export function pubkeyOf({ details }: LoginAttempt): string | undefined {
  const pubkey = details.authextra?.['pubkey']
  return typeof pubkey === 'string' ? pubkey.toLowerCase() : undefined
}

/**
 * For {@link StaticPrincipals}: the keys of another user. Random bytes would not do: half of them are no point of the
 * curve, and are refused so fast that a client could measure it. The owner of these keys gains nothing: by them only
 * their own user is let in.
 */
export const pretendKey = (model: CryptosignCredential | undefined): CryptosignCredential => ({
  publicKeys: model?.publicKeys ?? [toHex(NO_KEY)],
})
