/** Carries out the effects of realms. A message is encoded once per encoding, and its receivers share the frame. */
import type { RouterMessage } from '@wampeter/protocol'
import type { Abort, Deliver, Effect, End, Next, Note } from '../realm/effect.ts'
import type { Frames, Receiver } from '../realm/receiver.ts'
import { Alarm } from './alarm.ts'
import type { Chores } from './chores.ts'
import type { Clock } from './clock.ts'
import { fieldsOf } from './log.ts'
import type { Counters, Log } from './log.ts'

/** The parts of the router that delivery needs. */
export interface DeliveryParts {
  readonly log: Log
  readonly counters: Counters
  readonly clock: Clock
  /** Spreads work over the turns of the event loop. Without it sessions end at once, and timers call the tickers. */
  readonly chores?: Pick<Chores, 'add' | 'postpone'> | undefined
  /** Sees each message once per receiver; undefined when no tap is set. */
  readonly tap: ((peer: Receiver, message: RouterMessage) => void) | undefined
}

/** Carries out effects. */
export class Delivery {
  readonly #parts: DeliveryParts
  /**
   * Actions that wait until the present effects are done, such as ending a session: they change tables that are being
   * read.
   */
  #condemned: (() => void)[] = []
  #depth = 0
  readonly #alarm: Alarm

  constructor(parts: DeliveryParts) {
    this.#parts = parts
    const { clock, chores } = parts
    this.#alarm = new Alarm({
      clock,
      carryOut: (effects) => this.apply(effects),
      postpone: chores === undefined ? undefined : (run) => chores.postpone(() => this.#guarded(run)),
    })
  }

  /** Carries out effects in order. Further effects may follow from the end of a session. */
  apply(effects: readonly Effect[]): void {
    this.#depth++
    try {
      for (const effect of effects) this.#carryOut(effect)
    } finally {
      this.#depth--
    }
    this.#settle()
  }

  /** Runs a function when no table of members is being read: at once, or after the present effects. */
  afterwards(run: () => void): void {
    this.#condemned.push(run)
    this.#settle()
  }

  #settle(): void {
    while (this.#depth === 0 && this.#condemned.length > 0) {
      const condemned = this.#condemned
      this.#condemned = []
      for (const run of condemned) this.#guarded(run)
    }
  }

  /** Runs one waiting action. An exception must not keep the others from running. */
  #guarded(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#parts.counters.count('internal_errors')
      this.#parts.log.write('error', 'an action that followed a delivery failed', { err: error })
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'deliver':
        return this.#deliver(effect)
      case 'end':
        return this.afterwards(() => this.#endInTime(effect))
      case 'abort':
        return this.afterwards(() => finish(effect))
      case 'note':
        this.#note(effect)
        return
      case 'pause':
        return effect.peer.outlet.pause?.()
      case 'resume':
        return effect.peer.outlet.resume?.()
      case 'next':
        return this.#follow(effect)
      case 'answered':
        this.#parts.counters.callAnswered(effect.ms)
        return
      case 'wake':
        return this.#alarm.mind(effect.ticker)
      default:
        throw new TypeError(`unknown effect: ${JSON.stringify(effect satisfies never)}`)
    }
  }

  /** Carries out a chain of effects without recursion: a session may have thousands of requests in a row. */
  #follow(first: Next): void {
    const lists = [first.run().values()]
    for (let list = lists.at(-1); list !== undefined; list = lists.at(-1)) {
      const { value, done } = list.next()
      if (done === true) lists.pop()
      else if (value.kind === 'next') lists.push(value.run().values())
      else this.#carryOut(value)
    }
  }

  /** A session may end thousands of others, each with thousands of subscriptions. */
  #endInTime(effect: End): void {
    const { chores } = this.#parts
    if (chores === undefined) return finish(effect)
    chores.add(() => this.#guarded(() => finish(effect)))
  }

  #note({ name, isLoud, peer, reason, text }: Note): void {
    const { counters, log } = this.#parts
    counters.count(name)
    if (reason !== undefined) counters.refused(name === 'publish_refused' ? 'publish' : 'request', reason)
    if (isLoud || log.isDebug) log.write(isLoud ? 'warn' : 'debug', text(), fieldsOf(peer.identity))
  }

  /** Null marks a message that could not be encoded, so that it is not tried again for each receiver. */
  #deliver({ to, message, hears }: Deliver): void {
    // Most often all receivers have one encoding, for which no list of frames is made.
    let index = -1
    let frame: Uint8Array | null = null
    let others: (Uint8Array | null)[] | undefined
    const { tap, counters } = this.#parts
    let receivers = 0
    let bytes = 0
    for (const peer of to) {
      if (hears !== undefined && !hears(peer.identity)) continue
      tap?.(peer, message)
      const box = peer.frames
      if (box === undefined) {
        receivers++
        if (peer.outlet.frames === undefined) peer.outlet.accept(message)
        continue
      }
      if (box.encoding.index !== index) {
        if (index >= 0) (others ??= [])[index] = frame
        index = box.encoding.index
        const known = others?.[index]
        frame = known === undefined ? this.#encode(box, message) : known
      }
      if (frame === null) continue
      receivers++
      bytes += frame.length
      box.push(frame)
    }
    counters.sent(message.kind, receivers, bytes)
  }

  /**
   * Null when the encoding cannot express the payload. That is logged and counted; receivers with other encodings get
   * the message.
   */
  #encode({ encoding }: Frames, message: RouterMessage): Uint8Array | null {
    try {
      return encoding.encode(message)
    } catch (error) {
      this.#parts.counters.count('message_unencodable')
      this.#parts.log.write('error', `${message.kind} could not be encoded and was not delivered: ${String(error)}`)
      return null
    }
  }
}

function finish({ kind, peer: { outlet }, reason, message }: End | Abort): void {
  if (kind === 'abort' && outlet.abort !== undefined) outlet.abort(reason, message)
  else outlet.end(reason, message)
}
