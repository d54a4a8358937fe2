/** The interface of framings. */
import type { Message } from '../message.ts'

/** The framing of one kind of transport: how it wraps a serialized message. Compared by identity. */
export interface Framing {
  readonly name: string
  /** Makes one frame. `serialized` is a string if the serializer writes text. */
  frame(serialized: string | Uint8Array): Uint8Array
  /** Makes the frame of a message in JSON without a text in between; undefined for messages that need one. */
  jsonFrame?(message: Message): Uint8Array | undefined
  /** Makes the frame of a text that is given as UTF-8. Absent when that is no faster. */
  frameUtf8?(text: Uint8Array): Uint8Array
}
