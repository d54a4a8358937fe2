/**
 * Finds connections whose peer has disappeared. One sweep checks all connections of an endpoint, so that a message
 * needs no timer. A ping waits behind the data in the socket; while data waits, the timeout is four times as long.
 */
import { Places } from '../realm/places.ts'
import type { KeepAliveOptions } from './options.ts'

/** A connection, as the sweep sees it. */
export interface Watched {
  ping(size: number): void
  /** True while the socket holds bytes that are not sent. */
  isBusy(): boolean
  /** True while the router has paused reading, so that a pong would not be seen. */
  readonly isPaused: boolean
  /** The peer has disappeared. */
  lost(why: string): void
}

/** The watch over one connection. Its transport reports incoming traffic. */
class Watch<Target extends Watched = Watched> {
  readonly target: Target
  readonly #keepAlive: KeepAlive<Target>
  readonly #place: number
  silentMs = 0
  isPinged = false

  constructor(target: Target, keepAlive: KeepAlive<Target>) {
    this.target = target
    this.#keepAlive = keepAlive
    this.#place = keepAlive.watches.add(this)
  }

  /** Something arrived. Counts as a sign of life unless configured otherwise. */
  traffic(): void {
    if (this.#keepAlive.options.restartsOnAnyTraffic) this.beat()
  }

  /** A pong arrived. Always counts as a sign of life. */
  beat(): void {
    this.silentMs = 0
    this.isPinged = false
  }

  stop(): void {
    this.#keepAlive.watches.remove(this, this.#place)
  }
}

export type { Watch }

const BUSY_PATIENCE = 4

/** The watches over all connections of an endpoint. */
export class KeepAlive<Target extends Watched = Watched> {
  options: KeepAliveOptions
  /** The watches of all connections, live. */
  readonly watches = new Places<Watch<Target>>()

  constructor(options: KeepAliveOptions) {
    this.options = options
  }

  get #sweepMs(): number {
    const { intervalMs, timeoutMs } = this.options
    return Math.max(50, Math.min(intervalMs, timeoutMs || intervalMs) / 4)
  }

  /** Milliseconds between calls of `sweep`; undefined when pings are off. */
  get sweepMs(): number | undefined {
    return this.options.intervalMs > 0 ? this.#sweepMs : undefined
  }

  watch(target: Target): Watch<Target> {
    return new Watch(target, this)
  }

  /** Pings the connections that were silent for an interval. Ends those that did not answer within the timeout. */
  sweep(): void {
    for (const watch of this.watches) this.#look(watch)
  }

  #look(watch: Watch<Target>): void {
    const { target } = watch
    const { intervalMs, timeoutMs, size } = this.options
    // A pong that waits unread must not count as missing when reading resumes, so the clock starts again.
    if (target.isPaused) return watch.beat()
    watch.silentMs += this.#sweepMs
    if (!watch.isPinged && watch.silentMs >= intervalMs) {
      watch.isPinged = true
      target.ping(size)
      return
    }
    const patience = intervalMs + timeoutMs * (target.isBusy() ? BUSY_PATIENCE : 1)
    if (timeoutMs > 0 && watch.isPinged && watch.silentMs >= patience)
      target.lost(`no answer to a ping within ${timeoutMs} ms`)
  }
}
