/**
 * `autobahn.auth_cryptosign`: login by an Ed25519 key. Web Crypto makes public keys and signatures, so these are
 * promises, where Autobahn-JS has texts. `authextra` and `onchallenge` accept promises, so a page needs no change.
 */
import type { Dict } from '@wampeter/protocol'
import { from_base64, from_hex, to_base64, to_hex } from './bytes.ts'
import { Connection } from './connection.ts'
import type { ConnectionOptions } from './connection.ts'
import { debug } from './log.ts'
import { randomBytes, sign } from './nacl.ts'
import type { KeyPair } from './nacl.ts'

/**
 * Reads the key that the page's local storage keeps under a name. Makes and keeps a new one where there is none, or
 * where `force_regenerate` asks for it.
 * @throws Error where there is no local storage.
 */
export function load_private_key(name: string, force_regenerate = false): KeyPair {
  const kept = force_regenerate ? null : from_base64(storage().getItem(name))
  if (kept !== null) {
    debug(`key seed "${name}" loaded from local storage!`)
    return sign.keyPair.fromSeed(kept)
  }
  const seed = randomBytes(sign.seedLength)
  storage().setItem(name, to_base64(seed) ?? '')
  debug(`new key seed "${name}" saved to local storage!`)
  return sign.keyPair.fromSeed(seed)
}

/** Removes the key from the page's local storage. */
export const delete_private_key = (name: string): void => storage().removeItem(name)

/** Resolves with the public key as hexadecimal digits. */
export const public_key = async ({ publicKey }: KeyPair): Promise<string> => to_hex(await publicKey) ?? ''

/**
 * Answers a challenge: the signature and what was signed, as hexadecimal digits.
 * @throws RangeError for a challenge that is not 32 bytes in hexadecimal digits.
 */
export async function sign_challenge({ secretKey }: KeyPair, extra: Dict): Promise<string> {
  const challenge = from_hex(String(extra['challenge']))
  if (challenge?.length !== 32) throw new RangeError('the challenge must be 64 hexadecimal digits')
  return `${to_hex(await sign.detached(challenge, secretKey))}${to_hex(challenge)}`
}

/** What `create_connection` takes. */
export interface CryptosignConfig extends Omit<ConnectionOptions, 'authmethods' | 'authextra' | 'onchallenge'> {
  readonly pkey: KeyPair
  readonly activation_code?: string
  readonly request_new_activation_code?: boolean
}

/** A connection that logs in by a key. Without an `authid` the router finds the user by the key. */
export function create_connection(config: CryptosignConfig): Connection {
  const { pkey, activation_code, request_new_activation_code, ...options } = config
  return new Connection({
    ...options,
    authmethods: ['cryptosign'],
    authextra: {
      ...{ trustroot: null, challenge: null, channel_binding: null, activation_code, request_new_activation_code },
      get pubkey() {
        return public_key(pkey)
      },
    },
    onchallenge: (_session, _method, extra) => sign_challenge(pkey, extra),
  })
}

interface Storage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

/** @throws Error outside of pages. */
function storage(): Storage {
  const { localStorage } = globalThis as { readonly localStorage?: Storage }
  if (localStorage === undefined) throw new Error('there is no local storage here to keep a key in')
  return localStorage
}
