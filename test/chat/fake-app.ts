/** The app's routes for workers, in memory: users with tokens, members of threads, and the changes. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'

export interface FakeChange {
  readonly kind: string
  readonly user?: string
  readonly thread?: string
  readonly token?: string
  readonly message?: string
}

export class FakeApp implements AsyncDisposable {
  readonly tokens = new Map<string, string>()
  readonly members = new Set<string>()
  /** Requests by path. */
  readonly asked: string[] = []
  readonly #changes: FakeChange[] = []
  readonly #server: Server
  #waiting: (() => void)[] = []
  #isReset = false
  /** Answers with 503 while it is set. */
  isBroken = false

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(new URL(request.url ?? '/', 'http://app'), response)
    })
  }

  static async start(port = 0): Promise<FakeApp> {
    const app = new FakeApp()
    app.#server.listen(port, '127.0.0.1')
    await once(app.#server, 'listening')
    return app
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  addUser(user: string, ...threads: readonly string[]): void {
    this.tokens.set(user, `token of ${user}`)
    for (const thread of threads) this.members.add(`${thread} ${user}`)
  }

  endMembership(user: string, thread: string): void {
    this.members.delete(`${thread} ${user}`)
    this.change({ kind: 'membership_ended', user, thread })
  }

  endToken(user: string, token = this.tokens.get(user) ?? ''): void {
    if (this.tokens.get(user) === token) this.tokens.delete(user)
    this.change({ kind: 'token_ended', user, token: createHash('sha256').update(token).digest('hex') })
  }

  change(change: FakeChange): void {
    this.#changes.push(change)
    this.#wake()
  }

  /** The next follower is told that it missed something. */
  reset(): void {
    this.#isReset = true
    this.#wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wake()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #answer({ pathname, searchParams }: URL, response: ServerResponse): void {
    this.asked.push(pathname)
    const send = (status: number, body: string): void => void response.writeHead(status).end(body)
    if (this.isBroken) return send(503, 'broken')
    const name = searchParams.get('name') ?? ''
    const member = `${searchParams.get('thread')} ${searchParams.get('user')}`
    if (pathname === '/auth') return send(this.tokens.has(name) ? 200 : 404, this.tokens.get(name) ?? '')
    if (pathname === '/access') return send(this.members.has(member) ? 200 : 401, '')
    if (pathname === '/changes') return this.#changesAfter(searchParams.get('after'), send)
    send(404, '')
  }

  #changesAfter(after: string | null, send: (status: number, body: string) => void): void {
    const answer = (): void => {
      const changes = after === null ? [] : this.#changes.slice(Number(after))
      send(200, JSON.stringify({ seq: this.#changes.length, changes, reset: this.#isReset }))
      this.#isReset = false
    }
    if (after === null || this.#changes.length > Number(after) || this.#isReset) answer()
    else this.#waiting.push(answer)
  }
}
