/**
 * A table by id, for entries that come and go with every call. Ids are counters, so the entry of an id has its own
 * place, and none is searched for. A `Map` makes a new table whenever it grows or shrinks, and each old one refers to
 * the next: one that the garbage collector has taken for long-lived keeps all later ones, with their calls, in memory.
 */
import type { Id } from '@wampeter/protocol'

/** Places of a new table. A power of 2, as every number of places. */
const PLACES = 16
/** A table that has become empty keeps at most this many places. */
const KEPT_PLACES = 1_024
/** The key of a free place. Ids are positive. */
const FREE = -1

/** Values by id. */
export class IdTable<Value> {
  #keys: Id[] = free(PLACES)
  #values: (Value | undefined)[] = empty(PLACES)
  /** Entries whose place is taken: their ids are far apart. */
  #others: Map<Id, Value> | undefined
  #size = 0

  /** The number of places, for tests. */
  get places(): number {
    return this.#keys.length
  }

  get size(): number {
    return this.#size
  }

  get(id: Id): Value | undefined {
    const place = id & (this.#keys.length - 1)
    return this.#keys[place] === id ? this.#values[place] : this.#others?.get(id)
  }

  /** Adds an entry, or replaces the one with this id. */
  set(id: Id, value: Value): void {
    if (this.get(id) === undefined) this.#size++
    this.#put(id, value)
  }

  #put(id: Id, value: Value): void {
    const place = id & (this.#keys.length - 1)
    const key = this.#keys[place]
    if (key === FREE && this.#others?.has(id) !== true) this.#keys[place] = id
    else if (key !== id) return this.#putElsewhere(id, value)
    this.#values[place] = value
  }

  #putElsewhere(id: Id, value: Value): void {
    if (this.#size > this.#keys.length / 2 && this.#others?.has(id) !== true) {
      this.#grow()
      return this.#put(id, value)
    }
    this.#others ??= new Map()
    this.#others.set(id, value)
  }

  #grow(): void {
    const [keys, values, others] = [this.#keys, this.#values, this.#others ?? []]
    this.#clear(2 * keys.length)
    keys.forEach((id, place) => {
      const value = values[place]
      if (value !== undefined) this.#put(id, value)
    })
    for (const [id, value] of others) this.#put(id, value)
  }

  #clear(places: number): void {
    this.#keys = free(places)
    this.#values = empty(places)
    this.#others = undefined
  }

  delete(id: Id): void {
    const place = id & (this.#keys.length - 1)
    if (this.#keys[place] === id) {
      this.#keys[place] = FREE
      this.#values[place] = undefined
    } else if (this.#others?.delete(id) !== true) return
    this.#size--
    if (this.#size === 0 && this.#keys.length > KEPT_PLACES) this.#clear(PLACES)
  }

  /** All values in the order of their ids. They are a copy: the table may change meanwhile. */
  values(): Value[] {
    const entries: [Id, Value][] = [...(this.#others ?? [])]
    this.#keys.forEach((id, place) => {
      const value = this.#values[place]
      if (value !== undefined) entries.push([id, value])
    })
    return entries.toSorted(([one], [other]) => one - other).map(([, value]) => value)
  }
}

const free = (places: number): Id[] => new Array<Id>(places).fill(FREE)
const empty = <Value>(places: number): (Value | undefined)[] => new Array<Value | undefined>(places).fill(undefined)
