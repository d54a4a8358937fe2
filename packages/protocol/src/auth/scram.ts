/**
 * WAMP-SCRAM (*Salted Challenge Response Authentication*): the client proves that it knows the password, and the router
 * proves that it has the keys made from it. Neither secret can be made from the other. `wamp-scram` is the
 * specification's dialect. `scram` is the dialect of Crossbar and Autobahn-Python: its signed message and its spelling
 * differ.
 */
import { fromBase64, toBase64 } from '../base64.ts'
import { WampError } from '../errors.ts'
import type { Dict } from '../values.ts'
import type { Crypto } from './crypto.ts'
import { saslprep } from './saslprep.ts'

/** The cryptographic functions of SCRAM. Argon2 is slow and large, so it is optional. */
export interface ScramCrypto extends Pick<Crypto, 'hmacSha256' | 'pbkdf2Sha256' | 'equal'> {
  sha256(data: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** Argon2id, version 1.3, one lane, 32 bytes. `memory` in KiB. */
  readonly argon2id13?: Argon2
}

/** Derives a key by Argon2. */
export type Argon2 = (
  secret: Uint8Array,
  parameters: { readonly salt: Uint8Array; readonly iterations: number; readonly memory: number },
) => Uint8Array | Promise<Uint8Array>

/** The two dialects, by the name of their authentication method. */
export type ScramDialect = 'wamp-scram' | 'scram'

/** The parameters for stretching a password. `salt` is Base64. */
export interface ScramCost {
  readonly kdf: 'pbkdf2' | 'argon2id13'
  readonly salt: string
  readonly iterations: number
  /** The memory of Argon2 in KiB. */
  readonly memory: number
}

/** The messages of both ends during a log-in. The nonces are Base64. */
export interface ScramExchange {
  readonly dialect: ScramDialect
  readonly authid: string
  readonly clientNonce: string
  /** The client's and the router's nonce, joined. */
  readonly nonce: string
  readonly cost: ScramCost
}

/** The keys made from a password. */
export interface ScramKeys {
  readonly client: Uint8Array
  readonly stored: Uint8Array
  readonly server: Uint8Array
}

/** The most that a router may ask of a client. Without limits, one CHALLENGE could keep its processor busy for days. */
const MOST = { pbkdf2: 10_000_000, argon2id13: 100, memory: 1024 * 1024 } as const

const utf8 = new TextEncoder()

/**
 * Reads `CHALLENGE.Extra`.
 * @throws WampError `wamp.error.cannot_authenticate` when it is malformed, costs too much, or does not continue the
 * client's own nonce.
 */
export function readScramChallenge(
  extra: Dict,
  own: Pick<ScramExchange, 'dialect' | 'authid' | 'clientNonce'>,
): ScramExchange {
  const { nonce, salt, iterations, memory = 0 } = extra
  const kdf = extra['kdf'] === 'argon2id-13' ? 'argon2id13' : extra['kdf']
  if (kdf !== 'pbkdf2' && kdf !== 'argon2id13') throw refused('kdf must be pbkdf2 or argon2id13')
  if (typeof nonce !== 'string' || !continues(nonce, own))
    throw refused('nonce must start with the nonce of the client')
  if (typeof salt !== 'string' || fromBase64(salt) === undefined) throw refused('salt must be Base64')
  if (!isCount(iterations, MOST[kdf]) || iterations < 1) throw refused(`iterations must be from 1 to ${MOST[kdf]}`)
  if (!isCount(memory ?? 0, MOST.memory)) throw refused(`memory must be from 0 to ${MOST.memory}`)
  return { ...own, nonce, cost: { kdf, salt, iterations, memory: Number(memory) } }
}

/** Crossbar joins the bytes of the nonces, not their Base64. */
function continues(nonce: string, { dialect, clientNonce }: Pick<ScramExchange, 'dialect' | 'clientNonce'>): boolean {
  const isText = nonce.startsWith(clientNonce) && nonce.length > clientNonce.length
  if (isText || dialect === 'wamp-scram') return isText
  const [joined = '', own = ''] = [nonce, clientNonce].map((text) => String(fromBase64(text)))
  return joined.startsWith(`${own},`)
}

const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most

/**
 * Derives the keys from a password.
 * @throws WampError `wamp.error.cannot_authenticate` when the challenge requires Argon2 and it is not available.
 */
export async function scramKeys(
  crypto: ScramCrypto,
  password: string,
  { dialect, cost }: Pick<ScramExchange, 'dialect' | 'cost'>,
): Promise<ScramKeys> {
  const secret = utf8.encode(dialect === 'scram' ? password : saslprep(password))
  const salted = await stretch(crypto, secret, cost)
  const isText = dialect === 'scram' && cost.kdf === 'argon2id13'
  return keysOf(crypto, isText ? utf8.encode(toBase64(salted).replace(/=+$/, '')) : salted)
}

async function stretch(
  crypto: ScramCrypto,
  secret: Uint8Array,
  { kdf, salt: text, iterations, memory }: ScramCost,
): Promise<Uint8Array> {
  const salt = fromBase64(text) ?? new Uint8Array()
  if (kdf === 'pbkdf2') return crypto.pbkdf2Sha256(secret, { salt, iterations, keylen: 32 })
  if (crypto.argon2id13 === undefined) throw refused('kdf requires Argon2, which is not loaded')
  return crypto.argon2id13(secret, { salt, iterations, memory })
}

/** The keys that the router keeps, made from the stretched password. */
export async function keysOf(crypto: ScramCrypto, salted: Uint8Array): Promise<ScramKeys> {
  const client = await crypto.hmacSha256(salted, utf8.encode('Client Key'))
  const server = await crypto.hmacSha256(salted, utf8.encode('Server Key'))
  return { client, stored: await crypto.sha256(client), server }
}

/** The message that both ends sign. There is no channel binding. */
export function scramMessage({
  dialect,
  authid,
  clientNonce,
  nonce,
  cost: { salt, iterations },
}: ScramExchange): Uint8Array {
  const name = saslprep(authid).replaceAll('=', '=3D').replaceAll(',', '=2C')
  const binding = dialect === 'scram' ? '' : NO_BINDING
  return utf8.encode(`n=${name},r=${clientNonce},r=${nonce},s=${salt},i=${iterations},c=${binding},r=${nonce}`)
}

/** Base64 of `n,,`. */
const NO_BINDING = 'biws'

/** The client's proof, the signature of AUTHENTICATE. */
export async function scramProof(crypto: ScramCrypto, keys: ScramKeys, exchange: ScramExchange): Promise<string> {
  const signature = await crypto.hmacSha256(keys.stored, scramMessage(exchange))
  return toBase64(xor(keys.client, signature))
}

/** True when this proof shows that the client knows the password. */
export async function verifyScramProof(
  crypto: ScramCrypto,
  stored: Uint8Array,
  { proof, exchange }: { proof: string; exchange: ScramExchange },
): Promise<boolean> {
  const signature = await crypto.hmacSha256(stored, scramMessage(exchange))
  const bytes = fromBase64(proof)
  if (bytes?.length !== signature.length) return false
  return crypto.equal(await crypto.sha256(xor(bytes, signature)), stored)
}

/** The router's answer to the proof, by which it proves itself. */
export const scramVerifier = async (
  crypto: ScramCrypto,
  server: Uint8Array,
  exchange: ScramExchange,
): Promise<string> => toBase64(await crypto.hmacSha256(server, scramMessage(exchange)))

/** True when the router's answer is right. A prefix `v=` is allowed. */
export async function isScramVerifier(
  crypto: ScramCrypto,
  server: Uint8Array,
  { verifier, exchange }: { verifier: unknown; exchange: ScramExchange },
): Promise<boolean> {
  if (typeof verifier !== 'string') return false
  const expected = await scramVerifier(crypto, server, exchange)
  return crypto.equal(utf8.encode(verifier.replace(/^v=/, '')), utf8.encode(expected))
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, at) => byte ^ (b[at] ?? 0))

const refused = (why: string): WampError => new WampError('wamp.error.cannot_authenticate', `CHALLENGE.Extra.${why}`)
