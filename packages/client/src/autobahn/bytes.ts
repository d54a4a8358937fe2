/** Bytes and text. Null, and an empty text, become null, as in Autobahn-JS. */
import { fromBase64, fromHex, toBase64, toHex } from '@wampeter/protocol'

type Bytes = Uint8Array | null | undefined

/**
 * Reads Base64.
 * @throws RangeError for a text that is not Base64.
 */
export function from_base64(text: string | null | undefined): Uint8Array | null {
  return text ? known(fromBase64(text), 'not Base64') : null
}

/** Writes bytes in Base64. */
export const to_base64 = (bytes: Bytes): string | null => (bytes ? toBase64(bytes) : null)

/**
 * Reads hexadecimal digits.
 * @throws RangeError for other letters, or an odd number of digits.
 */
export function from_hex(text: string | null | undefined): Uint8Array | null {
  return text ? known(fromHex(text, Math.floor(text.length / 2)), 'not an even number of hexadecimal digits') : null
}

/** Writes bytes as hexadecimal digits. */
export const to_hex = (bytes: Bytes): string | null => (bytes ? toHex(bytes) : null)

function known(bytes: Uint8Array | undefined, what: string): Uint8Array {
  if (bytes === undefined) throw new RangeError(`the text is ${what}`)
  return bytes
}
