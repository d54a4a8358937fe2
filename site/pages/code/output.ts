/** What running a block brought: its value and what it says on the console, then and later. Bounded. */
import { button, el } from '../dom.ts'
import { inspect, isThenable } from './inspect.ts'

const mostLines = 60

export class Output {
  readonly element = el('div', { class: 'output', role: 'log', 'aria-label': 'What the code brought', hidden: true })
  readonly #lines = el('ol', {})

  constructor() {
    this.element.append(
      this.#lines,
      button('Clear', { class: 'quiet output-clear' }, () => this.clear()),
    )
  }

  clear(): void {
    this.#lines.replaceChildren()
    this.element.hidden = true
  }

  /** The value that the code ended with. A promise is followed to its end. */
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
    this.#lines.append(line)
    while (this.#lines.childElementCount > mostLines) this.#lines.firstElementChild?.remove()
    this.element.hidden = false
    this.element.scrollTop = this.element.scrollHeight
    return line
  }
}

function settle(line: HTMLLIElement, kind: string, text: string): void {
  line.className = kind
  line.textContent = text
}
