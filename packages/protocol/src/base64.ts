/** Base64 with the standard alphabet and padding, by the two functions that browsers and Node share. */

/** How many bytes go into one `String.fromCharCode`: more arguments than a stack holds would throw. */
const CHUNK = 8192

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

/** Undefined where the text is no Base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
