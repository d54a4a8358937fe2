/** The way between one client and the router, and what a test can do to it. */
import type { FrameSink } from '@wampeter/client'

/** Where a frame goes. */
export type Direction = 'to router' | 'to client'

type Frame = string | Uint8Array

/** What is on the way: a frame, or the end of the connection. */
interface Item {
  readonly direction: Direction
  deliver(): void
}

/** One connection of a client, for a test to disturb. */
export interface Wire {
  /** Loses the connection: both ends notice. */
  cut(): void
  /** Loses the connection without telling either end, as a network does that just stops: nothing arrives any more. */
  freeze(): void
  /** From now on every frame, both ways, takes this long. They keep their order. 0 ends it. */
  delay(ms: number): void
  /** From now on frames for which this is true vanish. Undefined ends it. */
  drop(which: ((direction: Direction, frame: string | Uint8Array) => boolean) | undefined): void
  readonly isOpen: boolean
  /** How many frames have arrived, both ways. */
  readonly delivered: number
}

export interface WireEnds {
  readonly client: FrameSink
  /** Set when the router's end is there. */
  router: { send(data: Frame): void; close(): void } | undefined
  /** Runs something later. */
  after(ms: number, run: () => void): void
}

export class DisturbedWire implements Wire {
  readonly #ends: WireEnds
  #isOpen = true
  #isFrozen = false
  #delayMs = 0
  #delivered = 0
  #shouldDrop: ((direction: Direction, frame: Frame) => boolean) | undefined
  readonly #waiting: Item[] = []

  constructor(ends: WireEnds) {
    this.#ends = ends
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get delivered(): number {
    return this.#delivered
  }

  cut(): void {
    this.#waiting.length = 0
    this.#end('cut by the test')
    this.#ends.router?.close()
  }

  freeze(): void {
    this.#isFrozen = true
  }

  delay(ms: number): void {
    this.#delayMs = ms
  }

  drop(which: ((direction: Direction, frame: Frame) => boolean) | undefined): void {
    this.#shouldDrop = which
  }

  // From the two ends

  carry(direction: Direction, frame: Frame): void {
    if (this.#isFrozen || !this.#isOpen || this.#shouldDrop?.(direction, frame) === true) return
    const deliver = (): void => {
      this.#delivered++
      if (direction === 'to router') this.#ends.router?.send(frame)
      else this.#ends.client.frame(frame)
    }
    this.#pass({ direction, deliver })
  }

  routerClosed(why: string): void {
    if (!this.#isFrozen) this.#pass({ direction: 'to client', deliver: () => this.#end(why) })
  }

  /** The client hangs up: at once for itself, and behind what it has sent for the router. */
  clientClosed(): void {
    if (this.#isFrozen) return this.#end('closed by the client')
    this.#pass({
      direction: 'to router',
      deliver: () => {
        this.#ends.router?.close()
        this.#end('closed by the client')
      },
    })
  }

  /** In order, also where a delay was shortened meanwhile: each item waits for those before it. */
  #pass(item: Item): void {
    if (this.#delayMs === 0 && !this.#waiting.some(({ direction }) => direction === item.direction)) {
      return item.deliver()
    }
    this.#waiting.push(item)
    this.#ends.after(this.#delayMs, () => this.#release(item.direction))
  }

  #release(direction: Direction): void {
    const at = this.#waiting.findIndex((item) => item.direction === direction)
    if (at < 0) return
    const [item] = this.#waiting.splice(at, 1)
    if (!this.#isFrozen) item?.deliver()
  }

  #end(why: string): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#ends.client.closed(why)
  }
}
