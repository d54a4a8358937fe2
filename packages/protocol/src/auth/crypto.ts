/**
 * The arithmetic that authentication needs and that is not ours to write. Node's own crypto answers at once, a
 * browser's `crypto.subtle` with promises: both fit. Implementations live with the router and the client.
 */
export interface Crypto {
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** PBKDF2 with HMAC-SHA256. */
  pbkdf2Sha256(secret: Uint8Array, parameters: Pbkdf2Parameters): Uint8Array | Promise<Uint8Array>
  /** Compares in a time that does not depend on where the two differ. Different lengths are unequal, never an error. */
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** Unpredictable bytes. */
  randomBytes(length: number): Uint8Array
}

/** All that signing a WAMP-CRA challenge takes. */
export type SigningCrypto = Pick<Crypto, 'hmacSha256' | 'pbkdf2Sha256'>

/** How a key is stretched from a secret; `keylen` in bytes. */
export interface Pbkdf2Parameters {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly keylen: number
}
