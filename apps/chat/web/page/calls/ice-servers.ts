/** The servers that help two pages to reach each other. Without a TURN server there are none. */
import type { App } from '../app.ts'

const RETRY_MS = 30_000
/** New credentials are asked for when this part of the life of the old ones is over. */
const RENEW_AT = 0.5

export class IceServers {
  readonly #app: App
  #timer: ReturnType<typeof setTimeout> | undefined
  now: RTCConfiguration = { iceServers: [] }

  constructor(app: App) {
    this.#app = app
  }

  /** Keeps the credentials fresh until `stop`. A call that begins meanwhile uses what is there. */
  async start(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const { ice_servers: iceServers, relay_only: isOnly, expires_at: end } = await this.#app.ice()
      this.now = { iceServers: [...iceServers], iceTransportPolicy: isOnly ? 'relay' : 'all' }
      if (end !== undefined) this.#again((end - Date.now()) * RENEW_AT)
    } catch {
      this.#again(RETRY_MS)
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.now = { iceServers: [] }
  }

  #again(ms: number): void {
    this.#timer = setTimeout(() => void this.start(), Math.max(1_000, ms))
  }
}
