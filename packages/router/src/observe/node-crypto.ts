import { createHmac, createPublicKey, pbkdf2, timingSafeEqual, verify } from 'node:crypto'
import { promisify } from 'node:util'
import type { Crypto } from '@wampeter/protocol'
import { randomBytes } from './random-pool.ts'

const derive = promisify(pbkdf2)

/** Node's own crypto. Key derivation runs outside the event loop. */
export const nodeCrypto: Crypto = {
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  pbkdf2Sha256: (secret, { salt, iterations, keylen }) => derive(secret, salt, iterations, keylen, 'sha256'),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes,
}

/** RFC 8410: the bytes before the 32 bytes of a public key in DER form. */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** Verifies an Ed25519 signature. False for a malformed key or signature. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: 'der', type: 'spki' })
    return verify(null, message, key, signature)
  } catch {
    return false
  }
}
