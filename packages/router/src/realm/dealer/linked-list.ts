/** A list whose items are added, removed and moved to its end in constant time, wherever they are. */

/** The place of an item in a list. */
export interface Place<Item> {
  readonly item: Item
  before: Place<Item> | undefined
  after: Place<Item> | undefined
}

/** A list whose items are added, removed and moved to its end in constant time. */
export class LinkedList<Item> {
  #first: Place<Item> | undefined
  #last: Place<Item> | undefined
  #size = 0

  get first(): Place<Item> | undefined {
    return this.#first
  }

  get last(): Place<Item> | undefined {
    return this.#last
  }

  get size(): number {
    return this.#size
  }

  /** Adds an item at the end. */
  add(item: Item): Place<Item> {
    const place: Place<Item> = { item, before: undefined, after: undefined }
    this.#append(place)
    return place
  }

  /** Removes the item of a place of this list. The place cannot be used again. */
  remove(place: Place<Item>): void {
    const { before, after } = place
    if (before === undefined) this.#first = after
    else before.after = after
    if (after === undefined) this.#last = before
    else after.before = before
    place.before = undefined
    place.after = undefined
    this.#size--
  }

  /** Moves the item of a place of this list to the end. */
  moveToEnd(place: Place<Item>): void {
    this.remove(place)
    this.#append(place)
  }

  #append(place: Place<Item>): void {
    const last = this.#last
    place.before = last
    if (last === undefined) this.#first = place
    else last.after = place
    this.#last = place
    this.#size++
  }

  *[Symbol.iterator](): Generator<Item, undefined> {
    for (let place = this.#first; place !== undefined; place = place.after) yield place.item
  }
}
