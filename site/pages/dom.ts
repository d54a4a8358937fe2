/** Makes elements. Text is always inserted as text; HTML cannot be inserted. */

type Child = Node | string | undefined
type Attributes = Readonly<Record<string, string | boolean | number | undefined>>

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

export function button(label: string, attributes: Attributes, click: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, label)
  element.addEventListener('click', click)
  return element
}

/** A sentence in which `backticks` mark code, as nodes. */
export function sentence(text: string): Node[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? el('code', {}, part) : document.createTextNode(part)))
}

export function required<T extends Element>(selector: string, type: new () => T, within: ParentNode = document): T {
  const found = within.querySelector(selector)
  if (found instanceof type) return found
  throw new Error(`the page has no ${selector}`)
}

/** Copies a text, even where the browser has no clipboard API because the page was not loaded from this machine. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = el('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' })
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

/** A button that copies, and shows that for a moment. */
export function copyButton(attributes: Attributes, text: () => string): HTMLButtonElement {
  const element = button('Copy', attributes, () => {
    void copyText(text()).then((done) => {
      element.textContent = done ? 'Copied' : 'Not copied'
      setTimeout(() => (element.textContent = 'Copy'), 1_500)
    })
  })
  return element
}
