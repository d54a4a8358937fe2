/**
 * Reads JSON that was written by hand. JSON.parse makes the value. But its messages quote the text (which may hold
 * passwords), often without a position; and of two equal keys it silently keeps the last. So this scanner runs first:
 * it only finds the place where the text stops being JSON, and keys that occur twice.
 */

/** Where and why a text is not JSON. */
export interface SyntaxFault {
  readonly offset: number
  readonly message: string
}

/** A key that one object has twice: JSON keeps the last. */
export interface DoubleKey {
  readonly offset: number
  readonly path: readonly (string | number)[]
}

/** What the scanner found. */
export interface Scan {
  readonly fault: SyntaxFault | undefined
  readonly doubleKeys: readonly DoubleKey[]
}

/** Scans a text that should be JSON. */
export function scanJson(text: string): Scan {
  const scanner = new Scanner(text)
  try {
    scanner.document()
    return { fault: undefined, doubleKeys: scanner.doubleKeys }
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error
    return { fault: { offset: error.offset, message: error.message }, doubleKeys: [] }
  }
}

class Unexpected extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

const MAX_DEPTH = 200
// any character from the space on but the quote and the backslash, and what a backslash may introduce
const string = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y
const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const space = /[ \t\r\n]*/y

class Scanner {
  readonly doubleKeys: DoubleKey[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#value([])
    if (this.#next() !== '') this.#fail('the file should end here: one object, closed by its last bracket')
  }

  #value(path: readonly (string | number)[]): void {
    const next = this.#next()
    if (path.length > MAX_DEPTH) this.#fail('nested too deep')
    if (next === '{') this.#object(path)
    else if (next === '[') this.#list(path)
    else if (next === '"') this.#string()
    else if (this.#take(word) === undefined) this.#fail(wrongValue(next))
  }

  #object(path: readonly (string | number)[]): void {
    const keys = new Set<string>()
    this.#members('}', () => {
      if (this.#next() !== '"') this.#fail(wrongKey(this.#next()))
      const offset = this.#at
      const key = String(JSON.parse(this.#string()))
      if (keys.has(key)) this.doubleKeys.push({ offset, path: [...path, key] })
      keys.add(key)
      if (this.#next() !== ':') this.#fail('a colon is missing between a key and its value')
      this.#at += 1
      this.#value([...path, key])
    })
  }

  #list(path: readonly (string | number)[]): void {
    let index = 0
    this.#members(']', () => this.#value([...path, index++]))
  }

  #members(closing: '}' | ']', read: () => void): void {
    this.#at += 1
    if (this.#next() === closing) return void (this.#at += 1)
    for (;;) {
      read()
      const next = this.#next()
      if (next !== ',' && next !== closing) this.#fail(wrongSeparator(next, closing))
      this.#at += 1
      if (next === closing) return
      if (this.#next() === closing) this.#fail(`a comma must not stand before the closing ${closing}`)
    }
  }

  #string(): string {
    const found = this.#take(string)
    if (found !== undefined) return found
    return this.#fail(
      'this text is not closed by a double quote on its line, or has a backslash or tab that JSON does not know',
    )
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** The next character that is not a space; empty at the end. */
  #next(): string {
    this.#take(space)
    return this.#text.charAt(this.#at)
  }

  #fail(message: string): never {
    throw new Unexpected(this.#at, message)
  }
}

function wrongValue(next: string): string {
  if (next === '') return 'the file ends where a value should be'
  return wrongMark(next) ?? 'expected a value: a text in double quotes, a number, true, false, null, { or ['
}

function wrongKey(next: string): string {
  if (next === '') return 'the file ends before a { is closed'
  return wrongMark(next) ?? 'expected a key in double quotes'
}

function wrongSeparator(next: string, closing: string): string {
  if (next === '') return `the file ends before ${closing === '}' ? 'a {' : 'a ['} is closed`
  if (next === '}' || next === ']') return `expected ${closing} here, found ${next}`
  return (
    wrongMark(next) ?? (/["[{\w-]/.test(next) ? 'a comma is missing before this' : `expected a comma or ${closing}`)
  )
}

function wrongMark(next: string): string | undefined {
  if (next === "'") return "JSON writes texts with double quotes, not with '"
  if (next === '/' || next === '#')
    return 'JSON has no comments: remove it, or write the config in YAML, as config.yaml'
  return undefined
}
