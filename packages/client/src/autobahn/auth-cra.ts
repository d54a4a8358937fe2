/** `autobahn.auth_cra`: WAMP-CRA at once, without promises, as pages written for Autobahn-JS expect it. */
import { toBase64 } from '@wampeter/protocol'
import { noble } from '../crypto/noble.ts'

const utf8 = new TextEncoder()

/** The signature of a challenge. `key` is the secret, or what `derive_key` has made of it. */
export const sign = (key: string, challenge: string): string =>
  toBase64(noble.hmacSha256(utf8.encode(key), utf8.encode(challenge)))

/** The key for a salted secret. */
// oxlint-disable-next-line max-params -- Autobahn-JS's signature
export function derive_key(secret: string, salt: string, iterations = 1000, keylen = 32): string {
  return toBase64(noble.pbkdf2Sha256(utf8.encode(secret), { salt: utf8.encode(salt), iterations, keylen }))
}
