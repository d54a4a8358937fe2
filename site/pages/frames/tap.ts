/**
 * Replaces the browser's WebSocket, before a library or the learner's code makes its first connection, and reports
 * every frame. The replacement behaves like the original: same class, same events, same errors.
 */
import type { Seen } from './frame.ts'

type WithoutId<T> = T extends Seen ? Omit<T, 'id'> : never

export function tapWebSockets(saw: (seen: Seen) => void): void {
  const Native = window.WebSocket
  let lastId = 0
  let lastSocket = 0
  const tell = (seen: WithoutId<Seen>) => saw({ ...seen, id: ++lastId })

  window.WebSocket = class WebSocket extends Native {
    readonly #socket = ++lastSocket

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      const { href } = new URL(url, location.href)
      const socket = this.#socket
      // These are the first listeners, so the panel shows a frame before the library acts on it.
      this.addEventListener('open', () => {
        tell({ what: 'opened', socket, at: performance.now(), text: `${href} ${this.protocol}`, wasClean: true })
      })
      this.addEventListener('message', ({ data }) => {
        tell({ what: 'frame', socket, direction: 'in', at: performance.now(), ...content(data) })
      })
      this.addEventListener('close', ({ code, reason, wasClean }) => {
        tell({
          what: 'closed',
          socket,
          at: performance.now(),
          text: `${href} closed: ${closing(code)}${reason && `, ${reason}`}`,
          wasClean,
        })
      })
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      super.send(data as string) // the union differs between versions of the DOM types; the browser accepts all of them
      if (this.readyState !== Native.OPEN) return // the browser discarded it
      tell({ what: 'frame', socket: this.#socket, direction: 'out', at: performance.now(), ...content(data) })
    }
  }
}

function content(data: unknown): { raw: string | undefined; bytes: number } {
  if (typeof data === 'string') return { raw: data, bytes: utf8Length(data) }
  if (data instanceof Blob) return { raw: undefined, bytes: data.size }
  return { raw: undefined, bytes: data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0 }
}

const encoder = new TextEncoder()

function utf8Length(text: string): number {
  return encoder.encode(text).byteLength
}

/** The close codes of RFC 6455, in words. */
function closing(code: number): string {
  const words: Readonly<Record<number, string>> = {
    1000: 'as agreed',
    1001: 'the other side went away',
    1002: 'a protocol error',
    1005: 'without giving a reason',
    1006: 'the connection was lost, or no server answered',
    1008: 'not allowed',
    1009: 'a message was too long',
    1013: 'try again later',
  }
  return `${words[code] ?? 'for another reason'} (${code})`
}
