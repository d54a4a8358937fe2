/** `@wampeter/client/cryptosign`: login by an Ed25519 key. */
import { fromHex, signCryptosign, signedMessage, toHex, verifyCryptosign, WampError } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Authentication, LoginAttempt } from '../authentication.ts'
import { ed25519 } from '../crypto/ed25519.ts'

/** What a login by cryptosign may need. */
export interface CryptosignOptions {
  /** Without one the router finds the user by the key. */
  readonly authid?: string
  /** The router's public key, 64 hexadecimal digits: the router has to prove that it has the other half. */
  readonly routerKey?: string
}

/** The public key that belongs to a secret one; both 64 hexadecimal digits. */
export const publicKeyOf = (secretKey: string): string =>
  toHex(ed25519.publicKey(keyBytes(secretKey, 'the secret key')))

/**
 * By cryptosign (*Cryptosign-based Authentication*). The secret key is the 32 bytes of its seed, as 64 hexadecimal
 * digits. No channel is bound: a browser cannot know its own, and TLS 1.3 has no `tls-unique`.
 * @throws TypeError for a text that is no key.
 */
export function cryptosign(secretKey: string, { authid, routerKey }: CryptosignOptions = {}): Authentication {
  const secret = keyBytes(secretKey, 'the secret key')
  const trusted = routerKey === undefined ? undefined : keyBytes(routerKey, 'the key of the router')
  const pubkey = publicKeyOf(secretKey)
  return {
    method: 'cryptosign',
    ...(authid === undefined ? {} : { authid }),
    authextra() {
      if (trusted === undefined) return { pubkey, channel_binding: null }
      return { pubkey, channel_binding: null, challenge: toHex(crypto.getRandomValues(new Uint8Array(32))) }
    },
    async challenge(extra, attempt) {
      if (trusted !== undefined) await checkRouter(trusted, extra['signature'], attempt.authextra['challenge'])
      attempt.memory = 'challenged'
      const message = signedMessage(extra['challenge'])
      if (message === undefined) throw refused('CHALLENGE.Extra.challenge must be 64 hexadecimal digits')
      if ((extra['channel_binding'] ?? null) !== null) throw refused('this client binds to no channel')
      const signature = await signCryptosign((text) => ed25519.sign(text, secret), message)
      return { signature, extra: {} }
    },
    ...(trusted !== undefined && {
      welcome(_details: Dict, { memory }: LoginAttempt) {
        if (memory === undefined) throw unproved()
      },
    }),
  }
}

async function checkRouter(publicKey: Uint8Array, answer: unknown, challenge: unknown): Promise<void> {
  const message = signedMessage(challenge)
  const isRight =
    message !== undefined &&
    (await verifyCryptosign((key, text, signature) => ed25519.verify(signature, text, key), publicKey, {
      message,
      answer,
    }))
  if (!isRight) throw unproved()
}

function keyBytes(key: string, what: string): Uint8Array {
  const bytes = fromHex(key, 32)
  if (bytes === undefined) throw new TypeError(`${what} must be 64 hexadecimal digits`)
  return bytes
}

const unproved = (): WampError => refused('the router has not proved that it has the key it should have')

const refused = (why: string): WampError => new WampError('wamp.error.cannot_authenticate', why)
