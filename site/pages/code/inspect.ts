/**
 * A value on one line, approximately as the browser's console shows it. Getters are not called; cycles and depth are
 * bounded.
 */

const deepest = 4
const mostItems = 30
const longestText = 2_000

export function inspect(value: unknown): string {
  const text = show(value, { depth: 0, within: [] })
  return text.length > longestText ? `${text.slice(0, longestText)} …` : text
}

interface Position {
  readonly depth: number
  readonly within: readonly object[]
}

function show(value: unknown, position: Position): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `ƒ ${value.name || '(anonymous)'}`
  if (typeof value !== 'object' || value === null) return String(value)
  if (position.within.includes(value)) return '(itself)'
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (isThenable(value)) return 'Promise'
  const inner = { depth: position.depth + 1, within: [...position.within, value] }
  if (Array.isArray(value)) return list(value, inner)
  if (value instanceof Date) return value.toISOString()
  return record(value, inner)
}

function list(items: readonly unknown[], position: Position): string {
  if (position.depth > deepest) return `Array(${items.length})`
  const shown = items.slice(0, mostItems).map((item) => show(item, position))
  const more = items.length - shown.length
  return `[${shown.join(', ')}${more > 0 ? `, … ${more} more` : ''}]`
}

/**
 * Shows the properties of an instance of a class only where it is the value itself. Inside another value they are
 * rarely of interest.
 */
function record(value: object, position: Position): string {
  const name = className(value)
  if (position.depth > deepest || (name && position.depth > 1)) return name ? `${name} {…}` : '{…}'
  const properties = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(
    ([key]) => !(name && key.startsWith('_')),
  )
  if (properties.length > 3 && properties.every(([, { value: each }]) => typeof each === 'function')) {
    return `${name ?? 'Object'} with ${properties.length} functions`
  }
  const shown = properties
    .slice(0, mostItems)
    .map(([key, property]) => `${key}: ${'value' in property ? show(property.value, position) : '(computed)'}`)
  if (properties.length > shown.length) shown.push('…')
  const body = shown.length === 0 ? '{}' : `{ ${shown.join(', ')} }`
  return name ? `${name} ${body}` : body
}

function className(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return undefined
  const constructor: unknown = value.constructor
  const name: unknown = libraryName(constructor) ?? value.constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'Object'
}

/**
 * Finds the name of a class of the library. The library is minified: its classes have one-letter names, but are
 * exported under their own.
 */
function libraryName(constructor: unknown): string | undefined {
  const { autobahn = {} } = globalThis as { autobahn?: object }
  return Object.entries(autobahn).find(([, exported]) => exported === constructor)?.[0]
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
