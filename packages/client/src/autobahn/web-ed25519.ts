/** Ed25519 by Web Crypto. A library in JavaScript would double the script that pages load. */
type Bytes = Uint8Array<ArrayBuffer>

/** What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]

/** The public key that belongs to a seed. */
export async function publicKeyOf(seed: Uint8Array): Promise<Uint8Array> {
  const { x = '' } = await subtle().exportKey('jwk', await keyOf(seed))
  return Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
}

export async function signBy(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle().sign('Ed25519', await keyOf(seed), message as Bytes))
}

export async function isSignedBy(
  publicKey: Uint8Array,
  { message, signature }: { message: Uint8Array; signature: Uint8Array },
): Promise<boolean> {
  const key = await subtle().importKey('raw', publicKey as Bytes, 'Ed25519', false, ['verify'])
  return subtle().verify('Ed25519', key, signature as Bytes, message as Bytes)
}

const keyOf = (seed: Uint8Array): Promise<CryptoKey> =>
  subtle().importKey('pkcs8', Uint8Array.of(...PKCS8_HEAD, ...seed), 'Ed25519', true, ['sign'])

/** @throws Error where the page has no Web Crypto. */
function subtle(): SubtleCrypto {
  const { subtle: found } = crypto as { readonly subtle?: SubtleCrypto }
  if (found === undefined)
    throw new Error(
      'this page has no Web Crypto, which Ed25519 needs: serve the page by https, or log in by @wampeter/client/cryptosign',
    )
  return found
}
