/**
 * The log of a lesson's programs as Server-Sent Events, in one stream: a browser allows few connections to a site. For a browser that does not keep up, lines are left out, and it gets their
 * number. So the memory for a browser is bounded.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LogHistory, Line } from '../log/history.ts'
import type { Program } from '../programs/program.ts'

export interface LogStreamLimits {
  readonly mostStreams: number
  readonly mostWaitingBytes: number
  readonly linesOfHistory: number
  readonly keepAliveMs: number
}

export const usualLimits: LogStreamLimits = {
  mostStreams: 64,
  mostWaitingBytes: 256 * 1024,
  linesOfHistory: 300,
  keepAliveMs: 15_000,
}

export class LogStreams {
  readonly #history: LogHistory
  readonly #limits: LogStreamLimits
  readonly #open = new Set<ServerResponse>()

  constructor(history: LogHistory, limits: LogStreamLimits = usualLimits) {
    this.#history = history
    this.#limits = limits
  }

  /** Answers with the last lines of the programs and then with new ones, until either side closes the connection. */
  open(programs: readonly Program[], request: IncomingMessage, response: ServerResponse): void {
    if (this.#open.size >= this.#limits.mostStreams) {
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '5' })
      response.end('Too many pages are reading logs. Close some of them.\n')
      return
    }
    this.#open.add(response)
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    const client = new SlowReaderGuard(response, this.#limits.mostWaitingBytes)
    for (const line of this.#past(programs, lastSeen(request))) client.line(line)
    const names = new Set(programs.map(({ name }) => name))
    const stops = [
      this.#history.listen((line) => names.has(line.source) && client.line(line)),
      ...programs.map((program) => program.watch((state) => client.send('state', { ...state, of: program.name }))),
    ]
    const keepAlive = setInterval(() => client.keepAlive(), this.#limits.keepAliveMs)
    response.once('close', () => {
      clearInterval(keepAlive)
      for (const stop of stops) stop()
      this.#open.delete(response)
    })
  }

  #past(programs: readonly Program[], after: number): readonly Line[] {
    const { linesOfHistory } = this.#limits
    return programs
      .flatMap(({ name }) => this.#history.since(name, after).slice(-linesOfHistory))
      .toSorted((a, b) => a.id - b.id)
  }

  closeAll(): void {
    for (const response of this.#open) response.end()
  }
}

class SlowReaderGuard {
  readonly #response: ServerResponse
  readonly #mostWaitingBytes: number
  #leftOut = 0

  constructor(response: ServerResponse, mostWaitingBytes: number) {
    this.#response = response
    this.#mostWaitingBytes = mostWaitingBytes
  }

  line({ id, at, source, level, who, guest, text }: Line): void {
    if (!this.#hasRoom()) {
      this.#leftOut++
      return
    }
    if (this.#leftOut > 0) this.send('leftout', { lines: this.#leftOut })
    this.#leftOut = 0
    this.#response.write(
      `id: ${id}\nevent: line\ndata: ${JSON.stringify({ at, from: source, level, who, guest, text })}\n\n`,
    )
  }

  /** Sends the state. It is small and rare, so that even a slow reader gets it. */
  send(event: string, value: object): void {
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`)
  }

  keepAlive(): void {
    if (this.#hasRoom()) this.#response.write(':\n\n')
  }

  #hasRoom(): boolean {
    return this.#response.writableLength < this.#mostWaitingBytes
  }
}

/**
 * The last line that the page has: a browser that reconnects sends it in a header, a page that was hidden in the
 * query.
 */
function lastSeen(request: IncomingMessage): number {
  const asked =
    request.headers['last-event-id'] ?? new URL(request.url ?? '/', 'http://localhost').searchParams.get('after')
  const id = Number(asked ?? 0)
  return Number.isSafeInteger(id) && id > 0 ? id : 0
}
