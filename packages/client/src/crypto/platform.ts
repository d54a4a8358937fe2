/**
 * Web Crypto where there is one. Pages from plain http (a class on one network opens `http://192.168…`) have none:
 * they get a pure JavaScript library, which is loaded only then.
 */
import type { SigningCrypto } from '@wampeter/protocol'

export const platformCrypto = async (): Promise<SigningCrypto> =>
  globalThis.crypto?.subtle === undefined ? (await import('./noble.ts')).noble : webCrypto

type Bytes = Uint8Array<ArrayBuffer>

/** HMAC fills a short key with zeros anyway, and Web Crypto takes none that is empty. */
const filled = (key: Uint8Array): Bytes => (key.length === 0 ? new Uint8Array(1) : (key as Bytes))

const webCrypto: SigningCrypto = {
  async hmacSha256(key, data) {
    const { subtle } = crypto
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const imported = await subtle.importKey('raw', filled(key), algorithm, false, ['sign'])
    return new Uint8Array(await subtle.sign('HMAC', imported, data as Bytes))
  },
  async pbkdf2Sha256(secret, { salt, iterations, keylen }) {
    const { subtle } = crypto
    const imported = await subtle.importKey('raw', filled(secret), 'PBKDF2', false, ['deriveBits'])
    const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as Bytes, iterations }
    return new Uint8Array(await subtle.deriveBits(algorithm, imported, keylen * 8))
  },
}
