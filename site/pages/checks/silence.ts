/**
 * Notices that a log-in gets no answer. The router itself answers at once: it waits for a program that has to know the
 * user.
 */
import type { Reading } from '../frames/reading.ts'

const patienceMs = 1_500

export class Silence {
  readonly #tell: (text: string) => void
  /** By socket. */
  readonly #waiting = new Map<number, ReturnType<typeof setTimeout>>()

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  saw({ frame: { socket, direction }, kind }: Reading): void {
    this.ended(socket)
    if (direction === 'in' || (kind?.name !== 'HELLO' && kind?.name !== 'AUTHENTICATE')) return
    const timer = setTimeout(() => {
      this.#waiting.delete(socket)
      this.#tell(
        'the router has not answered the log-in yet. It asks your authenticator, which is silent: `Programs` shows what it prints',
      )
    }, patienceMs)
    this.#waiting.set(socket, timer)
  }

  /** Nothing is waited for any more. */
  ended(socket: number): void {
    clearTimeout(this.#waiting.get(socket))
    this.#waiting.delete(socket)
  }
}
