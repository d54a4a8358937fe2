/**
 * Web Crypto where there is one. Pages from plain http (a class on one network opens `http://192.168…`) have none:
 * they get a pure JavaScript library, which is loaded only then.
 */
import type { SigningCrypto } from '@wampeter/protocol'

export const platformCrypto = async (): Promise<SigningCrypto> =>
  globalThis.crypto?.subtle === undefined ? (await import('./noble.ts')).noble : webCrypto

/** As Web Crypto names one. */
type Algorithm = string | { readonly name: string; readonly hash: string }

type Bytes = Uint8Array<ArrayBuffer>

/** HMAC fills a short key with zeros anyway, and Web Crypto takes none that is empty. */
const imported = (key: Uint8Array, algorithm: Algorithm, use: 'sign' | 'deriveBits'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', key.length === 0 ? new Uint8Array(1) : (key as Bytes), algorithm, false, [use])

const webCrypto: SigningCrypto = {
  async hmacSha256(key, data) {
    const signing = await imported(key, { name: 'HMAC', hash: 'SHA-256' }, 'sign')
    return new Uint8Array(await crypto.subtle.sign('HMAC', signing, data as Bytes))
  },
  async pbkdf2Sha256(secret, { salt, iterations, keylen }) {
    const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as Bytes, iterations }
    const deriving = await imported(secret, 'PBKDF2', 'deriveBits')
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, deriving, keylen * 8))
  },
}
