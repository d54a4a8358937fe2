/**
 * Copies any value into a tree that is safe to walk: plain data only, bounded in depth and size, no shared parts, and
 * objects that inherit no key, so that `__proto__` is an ordinary key. The checks after this file rely on that, and
 * may change the tree.
 */
import { fault, type Path, type Problem } from './problem.ts'

/** A dictionary of the tree: own keys only. */
export type Branch = { [key: string]: unknown }

const MAX_DEPTH = 64
const MAX_NODES = 200_000

/** The tree, and a problem for each part of the input that had to be left out of it. */
export function readTree(raw: unknown): { tree: unknown; problems: readonly Problem[] } {
  const reading = new Reading()
  try {
    return { tree: reading.value(raw, []), problems: reading.problems }
  } catch (error) {
    // a getter or a proxy of an embedding program threw; its error may contain a secret, so it is not shown
    const message = error instanceof TooLarge ? `has more than ${MAX_NODES} values` : 'the object could not be read'
    return { tree: undefined, problems: [fault([], message)] }
  }
}

class TooLarge extends Error {}

/**
 * The prototype of dictionaries. It has no key, only conversions to text and number. Without them, a dictionary in
 * the place of a length, say, would throw when it is compared with a number.
 */
const BARE: object = Object.freeze(Object.create(null, { [Symbol.toPrimitive]: { value: () => Number.NaN } }))

class Reading {
  readonly problems: Problem[] = []
  readonly #around = new Set<object>()
  #nodes = 0

  value(raw: unknown, path: Path): unknown {
    this.#nodes += 1
    if (this.#nodes > MAX_NODES) throw new TooLarge()
    if (raw === undefined || raw === null) return raw
    if (typeof raw === 'string' || typeof raw === 'boolean' || typeof raw === 'number') return raw
    if (typeof raw !== 'object') return this.#refuse(path, `expected plain data, found a ${typeof raw}`)
    if (this.#around.has(raw)) return this.#refuse(path, 'contains itself')
    if (path.length >= MAX_DEPTH) return this.#refuse(path, `nested more than ${MAX_DEPTH} levels deep`)
    if (!isPlain(raw)) return this.#refuse(path, 'expected plain data, found an instance of a class')
    this.#around.add(raw)
    const read = Array.isArray(raw) ? this.#list(raw, path) : this.#branch(raw, path)
    this.#around.delete(raw)
    return read
  }

  #list(raw: readonly unknown[], path: Path): unknown[] {
    return Array.from(raw, (element, index) => this.value(element, [...path, index]) ?? null)
  }

  #branch(raw: object, path: Path): Branch {
    const branch: Branch = Object.create(BARE)
    for (const [key, element] of Object.entries(raw)) {
      const read = this.value(element, [...path, key])
      if (read !== undefined) branch[key] = read
    }
    return branch
  }

  #refuse(path: Path, message: string): undefined {
    this.problems.push(fault(path, message))
    return undefined
  }
}

function isPlain(raw: object): boolean {
  if (Array.isArray(raw)) return true
  const prototype: unknown = Object.getPrototypeOf(raw)
  // an object of another realm (a vm context, a worker) has a prototype of its own that has none
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
