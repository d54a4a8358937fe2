/**
 * WAMP-SCRAM (*Salted Challenge Response Authentication*): the client proves that it knows the password, the router that
 * it knows what was made of it, and neither can be made from the other. `wamp-scram` is the specification's;
 * `scram` is what Crossbar and Autobahn-Python speak, which differs in what goes into the message and in its spelling.
 */
import { fromBase64, toBase64 } from '../base64.ts'
import { WampError } from '../errors.ts'
import type { Dict } from '../values.ts'
import type { Crypto } from './crypto.ts'
import { saslprep } from './saslprep.ts'

/** The arithmetic that SCRAM takes. Argon2 is slow and large, so the caller supplies it where it is wanted. */
export interface ScramCrypto extends Pick<Crypto, 'hmacSha256' | 'pbkdf2Sha256' | 'equal'> {
  sha256(data: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** Argon2id, version 1.3, one lane, 32 bytes. `memory` in KiB. */
  readonly argon2id13?: Argon2
}

export type Argon2 = (
  secret: Uint8Array,
  parameters: { readonly salt: Uint8Array; readonly iterations: number; readonly memory: number },
) => Uint8Array | Promise<Uint8Array>

export type ScramDialect = 'wamp-scram' | 'scram'

/** How a password is stretched. `salt` in Base64. */
export interface ScramCost {
  readonly kdf: 'pbkdf2' | 'argon2id13'
  readonly salt: string
  readonly iterations: number
  /** KiB; for Argon2. */
  readonly memory: number
}

/** What both ends say during the login. Nonces in Base64. */
export interface ScramExchange {
  readonly dialect: ScramDialect
  readonly authid: string
  readonly clientNonce: string
  /** The client's and the router's, joined. */
  readonly nonce: string
  readonly cost: ScramCost
}

export interface ScramKeys {
  readonly client: Uint8Array
  readonly stored: Uint8Array
  readonly server: Uint8Array
}

/** What a router may ask of a client: without bounds, one CHALLENGE could keep it busy for days. */
const MOST = { pbkdf2: 10_000_000, argon2id13: 100, memory: 1024 * 1024 } as const

const utf8 = new TextEncoder()

/**
 * Reads `CHALLENGE.Extra`.
 * @throws WampError `wamp.error.cannot_authenticate` for what makes no sense, asks for too much, or does not continue the
 * client's own nonce.
 */
export function readScramChallenge(
  extra: Dict,
  own: Pick<ScramExchange, 'dialect' | 'authid' | 'clientNonce'>,
): ScramExchange {
  const { nonce, salt, iterations, memory = 0 } = extra
  const kdf = extra['kdf'] === 'argon2id-13' ? 'argon2id13' : extra['kdf']
  if (kdf !== 'pbkdf2' && kdf !== 'argon2id13') throw refused('kdf must be pbkdf2 or argon2id13')
  if (typeof nonce !== 'string' || !continues(nonce, own)) throw refused('nonce must continue that of the client')
  if (typeof salt !== 'string' || fromBase64(salt) === undefined) throw refused('salt must be Base64')
  if (!isCount(iterations, MOST[kdf]) || iterations < 1) throw refused(`iterations must be from 1 to ${MOST[kdf]}`)
  if (!isCount(memory ?? 0, MOST.memory)) throw refused(`memory must be from 0 to ${MOST.memory}`)
  return { ...own, nonce, cost: { kdf, salt, iterations, memory: Number(memory) } }
}

/** Crossbar joins the bytes and not their Base64. */
function continues(nonce: string, { dialect, clientNonce }: Pick<ScramExchange, 'dialect' | 'clientNonce'>): boolean {
  const isText = nonce.startsWith(clientNonce) && nonce.length > clientNonce.length
  if (isText || dialect === 'wamp-scram') return isText
  const [joined = '', own = ''] = [nonce, clientNonce].map((text) => String(fromBase64(text)))
  return joined.startsWith(`${own},`)
}

const isCount = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most

/**
 * The keys that belong to a password.
 * @throws WampError `wamp.error.cannot_authenticate` where Argon2 is asked for and was not given.
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
  if (crypto.argon2id13 === undefined) throw refused('kdf asks for Argon2, which is not loaded')
  return crypto.argon2id13(secret, { salt, iterations, memory })
}

/** Of what a password was stretched to, what the router keeps: `stored` and `server`. */
export async function keysOf(crypto: ScramCrypto, salted: Uint8Array): Promise<ScramKeys> {
  const client = await crypto.hmacSha256(salted, utf8.encode('Client Key'))
  const server = await crypto.hmacSha256(salted, utf8.encode('Server Key'))
  return { client, stored: await crypto.sha256(client), server }
}

/** What both ends sign. No channel is bound. */
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

/** What AUTHENTICATE carries. */
export async function scramProof(crypto: ScramCrypto, keys: ScramKeys, exchange: ScramExchange): Promise<string> {
  const signature = await crypto.hmacSha256(keys.stored, scramMessage(exchange))
  return toBase64(xor(keys.client, signature))
}

/** Does this prove that the client knows the password? */
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

/** What the router answers with, to prove itself. */
export const scramVerifier = async (
  crypto: ScramCrypto,
  server: Uint8Array,
  exchange: ScramExchange,
): Promise<string> => toBase64(await crypto.hmacSha256(server, scramMessage(exchange)))

/** Has the router proved itself? It may have written `v=` before its answer. */
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
