/**
 * Counts the shapes of wildcard patterns. Patterns with the same number of components and blanks at the same places
 * have the same shape. A search for matching patterns takes one look-up per shape, so the shapes of a session and of a
 * realm are limited.
 */
import type { Uri } from '@wampeter/protocol'
import { LimitExceeded } from './limits.ts'
import type { RealmLimits } from './options.ts'
import type { Pattern } from './pattern.ts'

/** The shapes of a set of wildcard patterns. */
export class WildcardShapes {
  /** The number of patterns, by shape. */
  readonly #counts = new Map<string, number>()

  get size(): number {
    return this.#counts.size
  }

  /** The number of shapes after adding this pattern. */
  sizeWith(pattern: Uri): number {
    return this.#counts.size + (this.#counts.has(shapeOf(pattern)) ? 0 : 1)
  }

  add(pattern: Uri): void {
    const shape = shapeOf(pattern)
    this.#counts.set(shape, (this.#counts.get(shape) ?? 0) + 1)
  }

  remove(pattern: Uri): void {
    const shape = shapeOf(pattern)
    const left = (this.#counts.get(shape) ?? 1) - 1
    if (left === 0) this.#counts.delete(shape)
    else this.#counts.set(shape, left)
  }
}

/**
 * Checks that a new pattern keeps within the shapes that a session and its realm may have.
 * @throws LimitExceeded
 */
export function checkShapes(
  { uri, match }: Pattern,
  { own, all }: { readonly own: WildcardShapes | undefined; readonly all: WildcardShapes },
  { wildcardShapesPerSession, wildcardShapes }: RealmLimits,
): void {
  if (match !== 'wildcard') return
  if ((own?.sizeWith(uri) ?? 1) > wildcardShapesPerSession)
    throw new LimitExceeded(
      `this session already has wildcard patterns of ${wildcardShapesPerSession} shapes, which is the limit`,
    )
  if (all.sizeWith(uri) > wildcardShapes)
    throw new LimitExceeded(`this realm already has wildcard patterns of ${wildcardShapes} shapes, which is the limit`)
}

/** The shape as text, with one character per component: `_` for a blank, `x` for any other. */
const shapeOf = (pattern: Uri): string =>
  pattern
    .split('.')
    .map((part) => (part === '' ? '_' : 'x'))
    .join('')
