/**
 * Finds the wildcard patterns that match a URI. Patterns with the same number of components and blanks at the same
 * places have the same shape. A search takes one look-up per shape, so its cost depends on the number of shapes, not of
 * patterns. Most look-ups compare a number only: the sum of the hashes of the components that are no blanks. It is
 * added up from these, or found by subtracting those at the blanks from the sum of all, whichever are fewer.
 */
import type { Uri } from '@wampeter/protocol'
import { ComponentHash } from './component-hash.ts'
import type { Hashes } from './component-hash.ts'

interface Shape<Value> {
  /** True at the places where any component matches. */
  readonly blanks: readonly boolean[]
  /** The places of the blanks, or of the other components: whichever are fewer. */
  readonly places: Int32Array
  readonly arePlacesBlank: boolean
  readonly patterns: Map<Uri, Value>
  /** The sums of these patterns, and how many patterns have each. */
  readonly sums: Map<number, number>
}

/** Values by wildcard pattern. */
export class WildcardIndex<Value extends object> {
  /** By the number of components; in each list the most specific shape comes first. */
  readonly #shapes = new Map<number, Shape<Value>[]>()
  readonly #values = new Map<Uri, Value>()
  readonly #hash: ComponentHash

  /** `secret` is a whole number that no client knows. */
  constructor(secret: number) {
    this.#hash = new ComponentHash(secret)
  }

  /** The number of patterns. */
  get size(): number {
    return this.#values.size
  }

  get(pattern: Uri): Value | undefined {
    return this.#values.get(pattern)
  }

  values(): Iterable<Value> {
    return this.#values.values()
  }

  set(pattern: Uri, value: Value): void {
    this.#values.set(pattern, value)
    const blanks = blanksOf(pattern)
    const shapes = this.#shapes.get(blanks.length) ?? []
    let shape = shapes.find((one) => isSame(one.blanks, blanks))
    if (shape === undefined) {
      shape = { blanks, ...fewerOf(blanks), patterns: new Map(), sums: new Map() }
      this.#shapes.set(blanks.length, [...shapes, shape].toSorted(bySpecificity))
    }
    if (!shape.patterns.has(pattern)) count({ shape, hashes: this.#hash.of(pattern.split('.')) }, 1)
    shape.patterns.set(pattern, value)
  }

  delete(pattern: Uri): void {
    if (!this.#values.delete(pattern)) return
    const blanks = blanksOf(pattern)
    const shapes = this.#shapes.get(blanks.length) ?? []
    const shape = shapes.find((one) => isSame(one.blanks, blanks))
    if (shape?.patterns.delete(pattern) === true) count({ shape, hashes: this.#hash.of(pattern.split('.')) }, -1)
    const left = shapes.filter(({ patterns }) => patterns.size > 0)
    if (left.length > 0) this.#shapes.set(blanks.length, left)
    else this.#shapes.delete(blanks.length)
  }

  /** Appends to `into` the values of all matching patterns, the most specific first. */
  collect(uri: Uri, into: Value[]): void {
    const parts = uri.split('.')
    const shapes = this.#shapes.get(parts.length)
    if (shapes === undefined) return
    const hashes = this.#hash.of(parts)
    for (const shape of shapes) {
      const found = lookUp(shape, parts, hashes)
      if (found !== undefined) into.push(found)
    }
  }

  /**
   * The value of the most specific matching pattern: at the first difference from the left, a literal component wins.
   */
  best(uri: Uri): Value | undefined {
    const parts = uri.split('.')
    const shapes = this.#shapes.get(parts.length)
    if (shapes === undefined) return undefined
    const hashes = this.#hash.of(parts)
    for (const shape of shapes) {
      const found = lookUp(shape, parts, hashes)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Two patterns may have one sum; then the text decides, which takes ten times as long. */
function lookUp<Value>(shape: Shape<Value>, parts: readonly string[], hashes: Hashes): Value | undefined {
  const { blanks, patterns, sums } = shape
  if (!sums.has(sumOf(shape, hashes))) return undefined
  return patterns.get(parts.map((part, index) => (blanks[index] === true ? '' : part)).join('.'))
}

/** The sum of the hashes of the components that are no blanks. */
function sumOf({ places, arePlacesBlank }: Shape<unknown>, { each, sum: all }: Hashes): number {
  let sum = 0
  for (let index = 0; index < places.length; index++) sum = (sum + (each[places[index] ?? 0] ?? 0)) | 0
  return arePlacesBlank ? (all - sum) | 0 : sum
}

function count({ shape, hashes }: { shape: Shape<unknown>; hashes: Hashes }, more: 1 | -1): void {
  const { sums } = shape
  const sum = sumOf(shape, hashes)
  const left = (sums.get(sum) ?? 0) + more
  if (left === 0) sums.delete(sum)
  else sums.set(sum, left)
}

function fewerOf(blanks: readonly boolean[]): Pick<Shape<unknown>, 'places' | 'arePlacesBlank'> {
  const placesOf = (wanted: boolean) => blanks.flatMap((isBlank, index) => (isBlank === wanted ? [index] : []))
  const [blank, others] = [placesOf(true), placesOf(false)]
  const arePlacesBlank = blank.length < others.length
  return { places: Int32Array.from(arePlacesBlank ? blank : others), arePlacesBlank }
}

const blanksOf = (pattern: Uri): readonly boolean[] => pattern.split('.').map((part) => part === '')

const isSame = (ones: readonly boolean[], others: readonly boolean[]): boolean =>
  ones.every((one, index) => one === others[index])

function bySpecificity({ blanks: ones }: Shape<unknown>, { blanks: others }: Shape<unknown>): number {
  const at = ones.findIndex((one, index) => one !== others[index])
  return at < 0 ? 0 : Number(ones[at]) - Number(others[at])
}
