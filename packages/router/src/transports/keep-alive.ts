/**
 * Finds peers that have silently gone. One sweep looks at all connections of an endpoint; a message costs no timer.
 * Pings queue behind data: while something waits in the socket, silence is judged four times as patiently.
 */
import type { KeepAliveOptions } from './options.ts'

/** A connection as the sweep sees it. */
export interface Watched {
  ping(size: number): void
  /** True while the socket holds bytes that are not sent. */
  isBusy(): boolean
  /** True while nothing is read on purpose: an answer could not be seen. */
  readonly isPaused: boolean
  /** The peer has gone without a word. */
  lost(why: string): void
}

/** One connection's heart. Its transport tells it what arrives. */
class Watch<Target extends Watched = Watched> {
  readonly target: Target
  readonly #keepAlive: KeepAlive<Target>
  silentMs = 0
  isPinged = false

  constructor(target: Target, keepAlive: KeepAlive<Target>) {
    this.target = target
    this.#keepAlive = keepAlive
  }

  /** Something arrived. */
  traffic(): void {
    if (this.#keepAlive.options.restartsOnAnyTraffic) this.beat()
  }

  /** A sure sign of life. */
  beat(): void {
    this.silentMs = 0
    this.isPinged = false
  }

  stop(): void {
    this.#keepAlive.watches.delete(this)
  }
}

export type { Watch }

const BUSY_PATIENCE = 4

export class KeepAlive<Target extends Watched = Watched> {
  options: KeepAliveOptions
  /** Live. */
  readonly watches = new Set<Watch<Target>>()

  constructor(options: KeepAliveOptions) {
    this.options = options
  }

  get #sweepMs(): number {
    const { intervalMs, timeoutMs } = this.options
    return Math.max(50, Math.min(intervalMs, timeoutMs || intervalMs) / 4)
  }

  /** How often `sweep` is to be called, in milliseconds; undefined when pings are off. */
  get sweepMs(): number | undefined {
    return this.options.intervalMs > 0 ? this.#sweepMs : undefined
  }

  watch(target: Target): Watch<Target> {
    const watch = new Watch(target, this)
    this.watches.add(watch)
    return watch
  }

  /** Pings who was silent for an interval, ends who did not answer within the timeout. */
  sweep(): void {
    for (const watch of this.watches) this.#look(watch)
  }

  #look(watch: Watch<Target>): void {
    const { intervalMs, timeoutMs, size } = this.options
    // A pong that waits unread must not be missed in the moment when reading goes on: the clock starts anew.
    if (watch.target.isPaused) return watch.beat()
    watch.silentMs += this.#sweepMs
    if (!watch.isPinged && watch.silentMs >= intervalMs) {
      watch.isPinged = true
      watch.target.ping(size)
      return
    }
    const patience = intervalMs + timeoutMs * (watch.target.isBusy() ? BUSY_PATIENCE : 1)
    if (timeoutMs > 0 && watch.isPinged && watch.silentMs >= patience)
      watch.target.lost(`no answer to a ping within ${timeoutMs} ms`)
  }
}
