/** An id for a message. `crypto.randomUUID` is missing on pages that are not secure. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
