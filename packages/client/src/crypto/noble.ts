/** The arithmetic of authentication in plain JavaScript, at once: where there is no Web Crypto, or no time to wait. */
import { hmac } from '@noble/hashes/hmac.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Pbkdf2Parameters } from '@wampeter/protocol'

export const noble = {
  sha256: (data: Uint8Array): Uint8Array => sha256(data),
  hmacSha256: (key: Uint8Array, data: Uint8Array): Uint8Array => hmac(sha256, key, data),
  pbkdf2Sha256: (secret: Uint8Array, { salt, iterations, keylen }: Pbkdf2Parameters): Uint8Array =>
    pbkdf2(sha256, secret, salt, { c: iterations, dkLen: keylen }),
}
