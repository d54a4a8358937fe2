/**
 * The transports of a router that are open, and how they change under living sessions: compared by endpoint, never by
 * number. What can fail is done first and undone when it fails; what follows cannot.
 */
import { isSame } from './config/same.ts'
import type { Witness } from './listeners/admission.ts'
import { listen } from './listeners/http-listener.ts'
import type { Listener } from './listeners/http-listener.ts'
import type { ListenOptions } from './listeners/options.ts'
import { readTls } from './listeners/tls-files.ts'
import { closePlaces } from './mounting.ts'
import type { Mounted, Mounting } from './mounting.ts'
import type { TransportOptions } from './options.ts'

interface Open {
  readonly options: TransportOptions
  readonly root: Mounted
  readonly listener: Listener
}

/** A step of a change: done, and taken back when a later one fails. */
export interface Step {
  undo(): Promise<void>
  commit(): void
}

export class TransportSet {
  readonly #mounting: Mounting
  readonly #witness: Witness
  #open: readonly Open[] = []

  constructor(mounting: Mounting, witness: Witness) {
    this.#mounting = mounting
    this.#witness = witness
  }

  get roots(): readonly Mounted[] {
    return this.#open.map(({ root }) => root)
  }

  /** @throws ListenError for a port that cannot be opened; TlsFileError for a TLS file that cannot be read. */
  async open(options: TransportOptions): Promise<{ readonly id: string; readonly port: number }> {
    const opened = await this.#listen(options, this.#mounting.mount(options.root))
    this.#open = [...this.#open, opened]
    return { id: options.id, port: opened.listener.port }
  }

  async #listen(options: TransportOptions, root: Mounted): Promise<Open> {
    const listener = await listen(options.listen, root.service, this.#witness)
    const tls = options.listen.tls !== undefined
    this.#witness.log.write('info', `transport "${options.id}" listens on port ${listener.port}`, { tls })
    return { options, root, listener }
  }

  stop(): void {
    for (const { listener } of this.#open) listener.stop()
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map(({ listener }) => listener.close()))
    this.#open = []
  }

  /**
   * Opens again what must be and opens what is new, so that only what cannot fail is left to `commit`.
   * @throws ListenError or TlsFileError; then everything is as it was, or the log says what could not be undone.
   */
  async change(next: readonly TransportOptions[]): Promise<Step> {
    const { kept, moved, added, removed } = compare(this.#open, next)
    const steps = new Steps(this.#witness)
    try {
      const plans = [...kept, ...moved].map(({ open, options }) => {
        const plan = open.root.plan(options.root)
        steps.done({ undo: async () => plan.discard() })
        return plan
      })
      const keys = await Promise.all(kept.map(({ options }) => readTlsOf(options.listen)))
      const opened: Open[] = []
      for (const { open, options } of moved) opened.push(await this.#reopen(open, options, steps))
      for (const options of added) opened.push(await this.#openNew(options, steps))
      return {
        undo: () => steps.undo(),
        commit: () => {
          for (const plan of plans) plan.commit()
          for (const [at, { open, options }] of kept.entries()) open.listener.change(options.listen, keys[at])
          this.#remove(removed)
          this.#open = [...kept.map(({ open, options }) => ({ ...open, options })), ...opened]
        },
      }
    } catch (error) {
      await steps.undo()
      throw error
    }
  }

  async #openNew(options: TransportOptions, steps: Steps): Promise<Open> {
    const root = this.#mounting.mount(options.root)
    steps.done({ undo: () => closePlaces(root) })
    const open = await this.#listen(options, root)
    steps.done({ undo: () => open.listener.close() })
    return open
  }

  /** Its sessions stay: only the door is closed for a moment. */
  async #reopen(open: Open, options: TransportOptions, steps: Steps): Promise<Open> {
    open.listener.stop()
    steps.done({
      undo: async () => {
        this.#open = this.#open.filter((other) => other !== open)
        this.#open = [...this.#open, await this.#listen(open.options, open.root)]
      },
    })
    const reopened = await this.#listen(options, open.root)
    steps.done({ undo: async () => reopened.listener.stop() })
    return reopened
  }

  #remove(removed: readonly Open[]): void {
    for (const { listener, root, options } of removed) {
      listener.stop()
      void closePlaces(root)
      this.#witness.log.write('info', `transport "${options.id}" no longer listens on port ${listener.port}`)
    }
  }
}

interface Undoable {
  undo(): Promise<void>
}

/** What was done so far, to be undone in the opposite order; what cannot be is said, and the rest undone all the same. */
class Steps {
  readonly #witness: Witness
  readonly #done: Undoable[] = []

  constructor(witness: Witness) {
    this.#witness = witness
  }

  done(step: Undoable): void {
    this.#done.unshift(step)
  }

  async undo(): Promise<void> {
    for (const step of this.#done) {
      await step
        .undo()
        .catch((error: unknown) => this.#witness.log.write('error', `a failed change could not be undone: ${error}`))
    }
  }
}

const readTlsOf = async ({ tls }: ListenOptions) => (tls === undefined ? undefined : readTls(tls))

interface Pair {
  readonly open: Open
  readonly options: TransportOptions
}

/** Which transports stay, which need another listener on their port, which come and which go. */
function compare(
  open: readonly Open[],
  next: readonly TransportOptions[],
): { readonly kept: Pair[]; readonly moved: Pair[]; readonly added: TransportOptions[]; readonly removed: Open[] } {
  const left = new Set(open)
  const take = (options: TransportOptions, fits: (one: ListenOptions, other: ListenOptions) => boolean) => {
    const found = [...left].find((one) => fits(one.options.listen, options.listen))
    if (found !== undefined) left.delete(found)
    return found
  }
  const kept: Pair[] = []
  const changed: TransportOptions[] = []
  for (const options of next) {
    const same = take(options, isSameDoor)
    if (same === undefined) changed.push(options)
    else kept.push({ open: same, options })
  }
  const moved: Pair[] = []
  const added: TransportOptions[] = []
  for (const options of changed) {
    const sharing = take(options, sharesPort)
    if (sharing === undefined) added.push(options)
    else moved.push({ open: sharing, options })
  }
  return { kept, moved, added, removed: [...left] }
}

/** The same listener will do: what differs can be changed while it listens. */
const isSameDoor = (one: ListenOptions, other: ListenOptions): boolean => isSame(doorOf(one), doorOf(other))

const doorOf = ({ host, port, portRange, isIPv6, isShared, backlog, tls }: ListenOptions): unknown => ({
  host,
  port,
  portRange,
  isIPv6,
  isShared,
  backlog,
  isSecure: tls !== undefined,
})

const sharesPort = (one: ListenOptions, other: ListenOptions): boolean =>
  one.port === other.port && one.port !== 0 && isSame(one.portRange, other.portRange)
