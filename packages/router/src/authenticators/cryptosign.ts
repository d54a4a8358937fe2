/**
 * Cryptosign (*Cryptosign-based Authentication*): the client signs 32 random bytes with an Ed25519 key. Channel
 * binding is answered with null, because TLS 1.3 has no `tls-unique`.
 */
import { dictOf } from '@wampeter/protocol'
import type { Crypto } from '@wampeter/protocol'
import { DENIED, wishesOf } from '../session/authenticator.ts'
import type { Authenticator, LoginAttempt, Verdict } from '../session/authenticator.ts'
import type { Candidate, Principals } from '../session/principals.ts'

/** The credential that a principal has for this method: public keys, in lower-case hexadecimal. */
export interface CryptosignCredential {
  readonly publicKeys: readonly string[]
}

/** Judges an Ed25519 signature. False, never an error, for keys and signatures that are none. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

export interface CryptosignParts {
  readonly crypto: Crypto
  readonly verify: VerifyEd25519
}

const SIGNATURE_BYTES = 64
const CHALLENGE_BYTES = 32

/** Challenges, and verifies the signature with the key that the client named, or the only one there is. */
export function cryptosign(
  principals: Principals<CryptosignCredential>,
  { crypto, verify }: CryptosignParts,
): Authenticator {
  function judge(
    { principal, isKnown, credential }: Candidate<CryptosignCredential>,
    { attempt, challenge, signature }: { attempt: LoginAttempt; challenge: Uint8Array; signature: string },
  ): Verdict {
    const answer = bytesOf(signature)
    const named = pubkeyOf(attempt)
    const candidates =
      named === undefined ? credential.publicKeys : credential.publicKeys.filter((key) => key === named)
    const [key = NO_KEY] = candidates
    const signed = answer.slice(SIGNATURE_BYTES)
    const isRight = verify(bytesOf(key), challenge, answer.slice(0, SIGNATURE_BYTES)) && crypto.equal(signed, challenge)
    return isRight && isKnown && candidates.length === 1 ? { kind: 'accepted', principal } : DENIED
  }

  return {
    method: 'cryptosign',
    assignsRealm: principals.assignsRealm ?? false,
    async begin(attempt) {
      const candidate = await principals.find(attempt, wishesOf(attempt))
      if (candidate.kind === 'refused') return candidate
      const challenge = crypto.randomBytes(CHALLENGE_BYTES)
      return {
        kind: 'challenge',
        extra: dictOf([
          ['challenge', hexOf(challenge)],
          ['channel_binding', null],
        ]),
        answer: (signature) => judge(candidate, { attempt, challenge, signature }),
      }
    },
  }
}

/** The key that the client says it has. */
export function pubkeyOf({ details }: LoginAttempt): string | undefined {
  const pubkey = details.authextra?.['pubkey']
  return typeof pubkey === 'string' ? pubkey.toLowerCase() : undefined
}

/** For {@link StaticPrincipals}: a key that nobody has. */
export const pretendKey = (_model: CryptosignCredential | undefined, noise: Uint8Array): CryptosignCredential => ({
  publicKeys: [hexOf(noise.slice(0, 32))],
})

const NO_KEY = '00'.repeat(32)

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** No bytes at all for what is not hexadecimal. */
function bytesOf(hex: string): Uint8Array {
  if (hex.length > 1000 || hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return new Uint8Array()
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16))
}
