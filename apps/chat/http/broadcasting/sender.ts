/** Something that broadcasts can be handed to. */
export interface Sender {
  /** Rejects if the message was not handed over; the error's message says why. */
  send(message: string): Promise<void>
  close(): Promise<void>
}
