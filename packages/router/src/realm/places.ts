/**
 * Things that come and go, each at a place of its own, which its owner remembers. Places are taken again. A `Set` or a
 * `Map` makes a new table whenever it grows or shrinks, and each old one refers to the next: one that the garbage
 * collector has taken for long-lived keeps all later ones in memory, with the things in them.
 */

/** When the last thing has gone, at most this many places are kept. */
const KEPT_PLACES = 1_024

/** Things at places: 0 for the first. */
export class Places<Thing extends object> {
  #things: (Thing | undefined)[] = []
  #free: number[] = []

  /** The number of things. */
  get size(): number {
    return this.#things.length - this.#free.length
  }

  /** The number of places, for tests. */
  get places(): number {
    return this.#things.length
  }

  /** What is at a place. */
  at(place: number): Thing | undefined {
    return this.#things[place]
  }

  /** All things, live: one that goes meanwhile is not met. In no particular order. */
  *[Symbol.iterator](): Generator<Thing> {
    for (const thing of this.#things) if (thing !== undefined) yield thing
  }

  /** Returns the place of the thing. */
  add(thing: Thing): number {
    const place = this.#free.pop() ?? this.#things.length
    this.#things[place] = thing
    return place
  }

  /** Frees the place of a thing. Harmless when repeated. */
  remove(thing: Thing, place: number): void {
    if (this.#things[place] !== thing) return
    this.#things[place] = undefined
    this.#free.push(place)
    if (this.size === 0 && this.#things.length > KEPT_PLACES) this.#clear()
  }

  #clear(): void {
    this.#things = []
    this.#free = []
  }
}
