/** A queue whose items take turns. Adding and taking cost constant time on average. */

/** After this many taken places the queue is copied, once they are more than the items that are left. */
const MOST_TAKEN = 64

/** A queue whose items take turns. */
export class TurnQueue<Item> {
  #places: Item[] = []
  /** The places before this one were taken. */
  #head = 0

  add(item: Item): void {
    this.#places.push(item)
  }

  /** Removes and returns the item that waited longest. */
  take(): Item | undefined {
    const item = this.#places[this.#head]
    if (item === undefined) return undefined
    this.#head++
    if (this.#head >= MOST_TAKEN && this.#head * 2 > this.#places.length) this.#compact()
    return item
  }

  /** Removes an item, in time that grows with the number of items before it. */
  remove(item: Item): void {
    const at = this.#places.indexOf(item, this.#head)
    if (at === this.#head) this.take()
    else if (at > 0) this.#places.splice(at, 1)
  }

  #compact(): void {
    this.#places = this.#places.slice(this.#head)
    this.#head = 0
  }
}
