/** Tabs as the ARIA practices describe them: one tab is in the tab order, and arrow keys move between tabs. */
import { el } from '../dom.ts'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly panel: HTMLElement
}

export interface Tabs {
  readonly element: HTMLElement
  readonly select: (id: string) => void
}

export function tabs(all: readonly Tab[], selected: (id: string) => void): Tabs {
  const buttons = all.map(({ id, label }) => {
    const tab = el('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` }, label)
    tab.addEventListener('click', () => select(id))
    return tab
  })
  const panels = all.map(({ id, panel }) =>
    el('div', { class: 'tab-panel', role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` }, panel),
  )
  const select = (id: string) => {
    all.forEach((tab, index) => {
      const isSelected = tab.id === id
      buttons[index]?.setAttribute('aria-selected', String(isSelected))
      buttons[index]?.setAttribute('tabindex', isSelected ? '0' : '-1')
      panels[index]?.toggleAttribute('hidden', !isSelected)
    })
    selected(id)
  }
  const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Instrument' }, ...buttons)
  list.addEventListener('keydown', (event) => {
    const at = buttons.findIndex((tab) => tab === document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const index = (to + all.length) % all.length
    const tab = all[index]
    if (tab) select(tab.id)
    buttons[index]?.focus()
  })
  return { element: el('div', { class: 'tabbed' }, list, ...panels), select }
}
