/** Base64 with the standard alphabet and padding. It uses the native functions for bytes if the runtime has them. */

/** Bytes per call of `String.fromCharCode`. More arguments than fit on the stack would throw. */
const CHUNK = 8192

/** The functions of runtimes since 2025. */
interface Native {
  readonly fromBase64?: (text: string) => Uint8Array
  readonly prototype: { readonly toBase64?: (this: Uint8Array) => string }
}
const { fromBase64: parse, prototype } = Uint8Array as Native

/** Encodes bytes as Base64. */
export function toBase64(bytes: Uint8Array): string {
  if (prototype.toBase64 !== undefined) return prototype.toBase64.call(bytes)
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

const SPACES = /[\t\n\f\r ]+/g
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Decodes Base64; undefined for malformed text. The text is checked first, because an exception costs as much as 1,000
 * letters.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const letters = text.replace(SPACES, '')
  const rest = letters.length % 4
  if (rest === 1 || !BASE64.test(letters) || (rest > 0 && letters.endsWith('='))) return undefined
  return parse?.(letters) ?? Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))
}
