/**
 * WAMP-CRA (*Challenge Response Authentication*): the router sends a text, and the client signs it with a shared key.
 * The text is signed byte for byte as it was received, never parsed and serialized again.
 */
import { toBase64 } from '../base64.ts'
import { WampError } from '../errors.ts'
import { chain } from '../soon.ts'
import type { Soon } from '../soon.ts'
import type { Dict, Id } from '../values.ts'
import type { Crypto, SigningCrypto } from './crypto.ts'

/** The contents of a challenge: the identity that a valid signature proves. */
export interface CraChallenge {
  readonly authid: string
  readonly authrole: string
  readonly authmethod: string
  readonly authprovider: string
  readonly nonce: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly timestamp: string
  readonly session: Id
}

/**
 * The parameters for deriving the key from the secret. The defaults of a CHALLENGE are 1000 iterations and 32 bytes.
 */
export interface CraSalting {
  readonly salt: string
  readonly iterations: number
  readonly keylen: number
}

/** The most that a router may ask of a client. Without limits, one CHALLENGE could keep its processor busy for days. */
const LIMITS = { iterations: 10_000_000, keylen: 1024 } as const

const utf8 = new TextEncoder()

/** The text of a challenge. */
export function challengeText({
  authid,
  authrole,
  authmethod,
  authprovider,
  nonce,
  timestamp,
  session,
}: CraChallenge): string {
  return JSON.stringify({ authid, authrole, authmethod, authprovider, nonce, timestamp, session })
}

/** Derives the key from a salted secret. The key is the Base64 text of the derived bytes, not the bytes. */
export async function deriveKey(
  crypto: SigningCrypto,
  secret: string,
  { salt, iterations, keylen }: CraSalting,
): Promise<string> {
  return toBase64(await crypto.pbkdf2Sha256(utf8.encode(secret), { salt: utf8.encode(salt), iterations, keylen }))
}

/** The signature of AUTHENTICATE. `key` is the secret itself, or the derived key. */
export async function signChallenge(crypto: SigningCrypto, key: string, challenge: string): Promise<string> {
  return toBase64(await crypto.hmacSha256(utf8.encode(key), utf8.encode(challenge)))
}

/** True when this is the right signature. Compares in constant time. The answer comes at once if the HMAC does. */
export function verifySignature(
  crypto: Crypto,
  key: string,
  { challenge, signature }: { challenge: string; signature: string },
): Soon<boolean> {
  const given = utf8.encode(signature)
  const signed = crypto.hmacSha256(utf8.encode(key), utf8.encode(challenge))
  return chain(signed, (bytes) => crypto.equal(utf8.encode(toBase64(bytes)), given))
}

/**
 * Computes a client's signature from the secret and `CHALLENGE.Extra`.
 * @throws WampError `wamp.error.cannot_authenticate` when the challenge is malformed or costs too much.
 */
export async function answerChallenge(crypto: SigningCrypto, secret: string, extra: Dict): Promise<string> {
  const { challenge, salt } = extra
  if (typeof challenge !== 'string') throw refused('challenge must be a string')
  if (salt === undefined || salt === null) return signChallenge(crypto, secret, challenge)
  if (typeof salt !== 'string') throw refused('salt must be a string')
  const iterations = bounded('iterations', extra['iterations'] ?? 1000)
  const keylen = bounded('keylen', extra['keylen'] ?? 32)
  return signChallenge(crypto, await deriveKey(crypto, secret, { salt, iterations, keylen }), challenge)
}

function bounded(name: keyof typeof LIMITS, value: unknown): number {
  const most = LIMITS[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
  throw refused(`${name} must be an integer from 1 to ${most}`)
}

const refused = (why: string): WampError => new WampError('wamp.error.cannot_authenticate', `CHALLENGE.Extra.${why}`)
