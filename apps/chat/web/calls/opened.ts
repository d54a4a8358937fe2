/** Something that takes time to open, and must not stay open when it is not wanted any more: a camera. */
export class Opened<Want, Thing> {
  readonly #open: (want: Want) => Promise<Thing>
  readonly #close: (thing: Thing) => void
  #thing: Thing | undefined
  /** Counts the wishes: what was opened for an older one is closed again. */
  #turn = 0

  constructor(open: (want: Want) => Promise<Thing>, close: (thing: Thing) => void) {
    this.#open = open
    this.#close = close
  }

  get now(): Thing | undefined {
    return this.#thing
  }

  /** Opens another one in its place. Returns undefined if it was not wanted any more when it was open. */
  async want(want: Want): Promise<Thing | undefined> {
    const turn = ++this.#turn
    const thing = await this.#open(want)
    if (turn !== this.#turn) {
      this.#close(thing)
      return undefined
    }
    this.#drop()
    this.#thing = thing
    return thing
  }

  close(): void {
    this.#turn++
    this.#drop()
  }

  #drop(): void {
    const thing = this.#thing
    this.#thing = undefined
    if (thing !== undefined) this.#close(thing)
  }
}
