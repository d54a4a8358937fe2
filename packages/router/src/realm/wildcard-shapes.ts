/**
 * How many shapes of wildcard patterns somebody has. Patterns have one shape when their blanks are in the same places:
 * a search for the patterns that match costs a look-up for each shape, so shapes are bounded, for a session and a realm.
 */
import type { Uri } from '@wampeter/protocol'
import { LimitExceeded } from './limits.ts'
import type { RealmLimits } from './options.ts'
import type { Pattern } from './pattern.ts'

export class WildcardShapes {
  /** How many patterns have a shape. */
  readonly #counts = new Map<string, number>()

  /** How many shapes there would be with this pattern. */
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
 * Refuses a pattern that would bring one shape more than a session, or all sessions of a realm, may have.
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

/** One character for each component: a blank, or none. */
const shapeOf = (pattern: Uri): string =>
  pattern
    .split('.')
    .map((part) => (part === '' ? '_' : 'x'))
    .join('')
