/** How one transport wraps a serialized message before it goes out. Compared by identity. */
export interface Framing {
  readonly name: string
  /** One finished frame; text arrives as a string where the serializer writes text. */
  frame(serialized: string | Uint8Array): Uint8Array
}
