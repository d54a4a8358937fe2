/** Tabs as the ARIA practices describe them: one tab is in the tab order, and arrow keys move between tabs. */
import { el } from '../dom.ts'
import { jumpKeyName } from './jump-key.ts'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly panel: { readonly element: HTMLElement }
}

export interface Tabs {
  readonly element: HTMLElement
  readonly select: (id: string) => void
  readonly selected: string
  /** Moves the focus to the selected tab. */
  readonly focus: () => void
  /** Marks a tab that has bad news, until it is selected. */
  readonly mark: (id: string) => void
}

export function tabs(all: readonly Tab[], selected: (id: string) => void): Tabs {
  const buttons = all.map(({ id, label }) => {
    const tab = el(
      'button',
      { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` },
      label,
      badge(),
    )
    tab.addEventListener('click', () => select(id))
    return tab
  })
  const panels = all.map(({ id, panel }) =>
    el(
      'div',
      { class: 'tab-panel', role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` },
      panel.element,
    ),
  )
  let selectedId = ''
  const select = (id: string) => {
    selectedId = id
    all.forEach((tab, index) => {
      const isSelected = tab.id === id
      buttons[index]?.setAttribute('aria-selected', String(isSelected))
      buttons[index]?.setAttribute('tabindex', isSelected ? '0' : '-1')
      if (isSelected) showBadge(buttons[index], false)
      panels[index]?.toggleAttribute('hidden', !isSelected)
    })
    selected(id)
  }
  const list = el(
    'div',
    {
      class: 'tabs',
      role: 'tablist',
      'aria-label': 'Instrument',
      'aria-keyshortcuts': jumpKeyName,
      title: `${jumpKeyName} leads here and back`,
    },
    ...buttons,
  )
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
  const buttonOf = (id: string) => buttons[all.findIndex((tab) => tab.id === id)]
  return {
    element: el('div', { class: 'tabbed' }, list, ...panels),
    select,
    get selected() {
      return selectedId
    },
    focus: () => buttonOf(selectedId)?.focus(),
    mark: (id) => {
      if (id !== selectedId) showBadge(buttonOf(id), true)
    },
  }
}

const badge = () => el('span', { class: 'badge', hidden: true })

/** Its text is there only while it is shown: the tab names its panel. */
function showBadge(tab: HTMLElement | undefined, isShown: boolean): void {
  const place = tab?.querySelector('.badge')
  place?.toggleAttribute('hidden', !isShown)
  const signs = [el('span', { 'aria-hidden': 'true' }, '!'), el('span', { class: 'visually-hidden' }, ' (an error)')]
  place?.replaceChildren(...(isShown ? signs : []))
}
