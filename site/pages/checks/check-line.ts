/** The line of a check in the text: how it is found, and how it looks. */
import { el, required } from '../dom.ts'
import { readWanted } from './matching.ts'

export interface Check extends ReturnType<typeof readWanted> {
  readonly id: string
  readonly element: HTMLElement
  readonly waiting: readonly Node[]
  readonly previous: Check | undefined
  /** The ids of the checks of the steps before. */
  readonly before: readonly string[]
}

export function findChecks(): readonly Check[] {
  const found: Check[] = []
  for (const element of document.querySelectorAll<HTMLElement>('.check')) {
    const text = required('.check-text', HTMLElement, element)
    const wanted = readWanted(element.dataset['check'] ?? '', element.dataset['facts'] ?? '{}')
    const step = element.closest('.step')
    const before = found.filter((other) => other.element.closest('.step') !== step).map(({ id }) => id)
    found.push({ ...wanted, id: element.id, element, waiting: [...text.childNodes], previous: found.at(-1), before })
  }
  return found
}

export type Look = 'waiting' | 'done' | 'trouble' | 'impossible'

/** Whether the check shows this trouble already. */
export function isTold({ element }: Check, trouble: string): boolean {
  const shown = required('.check-text', HTMLElement, element).textContent
  return element.dataset['look'] === 'trouble' && shown.endsWith(trouble.replaceAll('`', ''))
}

export function show({ element }: Check, look: Look, words: readonly Node[]): void {
  element.dataset['look'] = look
  const label = { waiting: '', done: 'Done: ', trouble: 'Not yet: ', impossible: 'Not here: ' }[look]
  required('.check-text', HTMLElement, element).replaceChildren(el('span', { class: 'check-label' }, label), ...words)
}
