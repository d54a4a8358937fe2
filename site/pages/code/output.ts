/** The output of a block: its value and its lines on the console, at once and later. Bounded. */
import { button, el } from '../dom.ts'
import { inspect, isThenable } from './inspect.ts'

const mostLines = 60

/** Lines that arrive together are painted together: measuring the page after each line would take most of the time. */
const paintEveryMs = 50

export class Output {
  readonly element = el('div', { class: 'output', role: 'log', 'aria-label': 'The output of the code', hidden: true })
  readonly #lines = el('ol', {})
  #pending: HTMLLIElement[] = []
  #timer: number | undefined

  constructor() {
    this.element.append(
      this.#lines,
      button('Clear', { class: 'quiet output-clear' }, () => this.clear()),
    )
  }

  clear(): void {
    this.#pending = []
    this.#lines.replaceChildren()
    this.element.hidden = true
  }

  /** Shows the value of the code. A promise is awaited. */
  value(value: unknown): void {
    if (!isThenable(value)) {
      this.#add('value', inspect(value))
      return
    }
    const line = this.#add('value pending', 'Promise, pending')
    value.then(
      (result) => settle(line, 'value', `Promise, fulfilled: ${inspect(result)}`),
      (error) => settle(line, 'error', `Promise, rejected: ${inspect(error)}`),
    )
  }

  threw(error: unknown): void {
    this.#add('error', `Uncaught ${error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)}`)
  }

  said(level: string, values: readonly unknown[]): void {
    this.#add(level, values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '))
  }

  #add(kind: string, text: string): HTMLLIElement {
    const line = el('li', { class: kind }, text)
    this.#pending.push(line)
    if (this.#pending.length > mostLines) this.#pending.shift()
    if (this.#timer === undefined) this.#paint()
    return line
  }

  /** Paints the first line at once, and the lines that follow soon after it together. */
  #paint(): void {
    this.#lines.append(...this.#pending.splice(0))
    while (this.#lines.childElementCount > mostLines) this.#lines.firstElementChild?.remove()
    this.element.hidden = false
    this.element.scrollTop = this.element.scrollHeight
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined
      if (this.#pending.length > 0) this.#paint()
    }, paintEveryMs)
  }
}

function settle(line: HTMLLIElement, kind: string, text: string): void {
  line.className = kind
  line.textContent = text
}
