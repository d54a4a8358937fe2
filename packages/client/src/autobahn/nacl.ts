/**
 * `autobahn.nacl`: of the library that Autobahn-JS brings along, the signatures. Web Crypto makes them, so signatures
 * and public keys are promises here. A page that needs the rest (`box`, `secretbox`, `hash` …) loads TweetNaCl itself.
 */
import { isSignedBy, publicKeyOf, signBy } from './web-ed25519.ts'

/** An Ed25519 key. */
export interface KeyPair {
  /** A promise in the pairs that are made here; bytes, as in TweetNaCl's pairs, are accepted too. */
  readonly publicKey: Uint8Array | Promise<Uint8Array>
  /** The 32 bytes of the seed. TweetNaCl's 64 bytes, which begin with the seed, are accepted too. */
  readonly secretKey: Uint8Array
}

/** Makes `length` random bytes. */
export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

/** Signatures by Ed25519: `keyPair`, `keyPair.fromSeed`, `keyPair.fromSecretKey`, `detached` and `detached.verify`. */
export const sign = {
  publicKeyLength: 32,
  seedLength: 32,
  signatureLength: 64,
  keyPair: Object.assign((): KeyPair => pairOf(randomBytes(32)), {
    fromSeed: (seed: Uint8Array): KeyPair => pairOf(seed),
    fromSecretKey: (secretKey: Uint8Array): KeyPair => pairOf(seedOf(secretKey)),
  }),
  detached: Object.assign(
    async (message: Uint8Array, secretKey: Uint8Array): Promise<Uint8Array> => signBy(seedOf(secretKey), message),
    {
      verify: async (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): Promise<boolean> =>
        isSignedBy(publicKey, { message, signature }),
    },
  ),
}

/** The public key is made when it is asked for: a promise that is never asked for must not fail. */
function pairOf(seed: Uint8Array): KeyPair {
  if (seed.length !== 32) throw new Error(`bad seed size: ${seed.length} bytes, not 32`)
  return {
    get publicKey() {
      return publicKeyOf(seed)
    },
    secretKey: seed,
  }
}

function seedOf(secretKey: Uint8Array): Uint8Array {
  if (secretKey.length === 32 || secretKey.length === 64) return secretKey.subarray(0, 32)
  throw new Error(`bad secret key size: ${secretKey.length} bytes, neither 32 nor 64`)
}
