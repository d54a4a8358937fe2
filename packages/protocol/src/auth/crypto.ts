/**
 * The cryptographic functions that authentication needs. Router and client each bring an implementation. Node's crypto
 * answers at once and a browser's `crypto.subtle` by promises, so both are allowed.
 */
export interface Crypto {
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** PBKDF2 with HMAC-SHA256. */
  pbkdf2Sha256(secret: Uint8Array, parameters: Pbkdf2Parameters): Uint8Array | Promise<Uint8Array>
  /**
   * Compares in constant time: the time does not depend on where the two differ. Different lengths are unequal, not an
   * error.
   */
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** Random bytes that an attacker cannot predict. */
  randomBytes(length: number): Uint8Array
}

/** The functions that signing a WAMP-CRA challenge needs. */
export type SigningCrypto = Pick<Crypto, 'hmacSha256' | 'pbkdf2Sha256'>

/** The parameters of PBKDF2; `keylen` is in bytes. */
export interface Pbkdf2Parameters {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly keylen: number
}
