/**
 * Cryptosign (*Cryptosign-based Authentication*): the client signs 32 bytes with an Ed25519 key. The router
 * challenges the client; the client may challenge the router.
 */
import { fromHex, toHex } from '../hex.ts'

const CHALLENGE_BYTES = 32
const SIGNATURE_BYTES = 64

/** Signs a message with the private key of this end. */
export type Sign = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** Verifies a signature. A malformed signature is false, not an error. */
export type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>

/**
 * The message that is signed: the challenge, or with channel binding the challenge XOR the 32 bytes of the channel id.
 * Undefined for a malformed challenge.
 */
export function signedMessage(challenge: unknown, channelId?: Uint8Array): Uint8Array | undefined {
  const bytes = fromHex(challenge, CHALLENGE_BYTES)
  return channelId === undefined ? bytes : bytes?.map((byte, at) => byte ^ (channelId[at] ?? 0))
}

/** The signature of AUTHENTICATE: signature and signed message, in hexadecimal. */
export const signCryptosign = async (sign: Sign, message: Uint8Array): Promise<string> =>
  toHex(await sign(message)) + toHex(message)

/** True when this is the other end's signature of exactly this message. */
export async function verifyCryptosign(
  verify: Verify,
  publicKey: Uint8Array,
  { message, answer }: { message: Uint8Array; answer: unknown },
): Promise<boolean> {
  const bytes = fromHex(answer, SIGNATURE_BYTES + message.length)
  if (bytes === undefined || toHex(bytes.subarray(SIGNATURE_BYTES)) !== toHex(message)) return false
  return verify(publicKey, message, bytes.subarray(0, SIGNATURE_BYTES))
}
