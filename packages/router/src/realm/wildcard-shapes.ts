/**
 * Counts the shapes of wildcard patterns. Patterns with the same number of components and blanks at the same places
 * have the same shape. A search for matching patterns takes one look-up per shape, which takes longer the more
 * components there are. So the shapes of a session and of a realm are limited, and a shape of many components counts as
 * several.
 */
import type { Uri } from '@wampeter/protocol'
import { LimitExceeded } from './limits.ts'
import type { RealmLimits } from './options.ts'
import type { Pattern } from './pattern.ts'

/** A shape counts once for this many components. */
const COMPONENTS = 32

/** The shapes of a set of wildcard patterns. */
export class WildcardShapes {
  /** The number of patterns, by shape. */
  readonly #counts = new Map<string, number>()

  #size = 0

  /** The number of shapes; one of many components counts as several. */
  get size(): number {
    return this.#size
  }

  /** By how much a pattern would make the number of shapes larger. */
  moreFor(pattern: Uri): number {
    return this.#counts.has(shapeOf(pattern)) ? 0 : countOf(shapeOf(pattern))
  }

  add(pattern: Uri): void {
    const shape = shapeOf(pattern)
    const known = this.#counts.get(shape)
    if (known === undefined) this.#size += countOf(shape)
    this.#counts.set(shape, (known ?? 0) + 1)
  }

  remove(pattern: Uri): void {
    const shape = shapeOf(pattern)
    const left = (this.#counts.get(shape) ?? 1) - 1
    if (left > 0) return void this.#counts.set(shape, left)
    if (this.#counts.delete(shape)) this.#size -= countOf(shape)
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
  checkMore(own ?? NONE, uri, {
    ...{ whose: 'this session', limit: wildcardShapesPerSession, name: 'limits.wildcard_shapes_per_session' },
  })
  checkMore(all, uri, { whose: 'this realm', limit: wildcardShapes, name: 'limits.wildcard_shapes' })
}

const NONE = new WildcardShapes()

function checkMore(
  shapes: WildcardShapes,
  pattern: Uri,
  { whose, limit, name }: { readonly whose: string; readonly limit: number; readonly name: string },
): void {
  const more = shapes.moreFor(pattern)
  if (shapes.size + more <= limit) return
  const deep = more > 1 ? `, and this pattern of ${shapeOf(pattern).length} components counts as ${more}` : ''
  throw new LimitExceeded(
    `${whose} already has wildcard patterns of ${shapes.size} shapes${deep}: the limit is ${limit} (${name})`,
  )
}

const countOf = (shape: string): number => Math.ceil(shape.length / COMPONENTS)

/** The shape as text, with one character per component: `_` for a blank, `x` for any other. */
const shapeOf = (pattern: Uri): string =>
  pattern
    .split('.')
    .map((part) => (part === '' ? '_' : 'x'))
    .join('')
