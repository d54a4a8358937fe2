/** Ed25519 in plain JavaScript: not every browser's Web Crypto has it yet. */
import { ed25519 as curve } from '@noble/curves/ed25519.js'

export const ed25519 = {
  publicKey: (secret: Uint8Array): Uint8Array => curve.getPublicKey(secret),
  sign: (message: Uint8Array, secret: Uint8Array): Uint8Array => curve.sign(message, secret),
  /** False, never an error, for what is no key or signature. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    try {
      return curve.verify(signature, message, publicKey)
    } catch {
      return false
    }
  },
}
