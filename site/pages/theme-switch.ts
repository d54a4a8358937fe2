import { button } from './dom.ts'

/** Switches between light, dark, and the theme of the system. */
export function themeSwitch(): HTMLButtonElement {
  const root = document.documentElement
  const names = { '': 'system', light: 'light', dark: 'dark' } as const
  const following = { '': 'light', light: 'dark', dark: '' } as const
  const now = () => {
    const theme = root.dataset['theme']
    return theme === 'light' || theme === 'dark' ? theme : ''
  }
  const element = button('', { class: 'quiet', 'aria-label': 'Colours' }, () => {
    const theme = following[now()]
    if (theme === '') {
      delete root.dataset['theme']
      localStorage.removeItem('wampeter:theme')
    } else {
      root.dataset['theme'] = theme
      localStorage.setItem('wampeter:theme', theme)
    }
    label()
  })
  const label = () => {
    element.textContent = `Colours: ${names[now()]}`
    element.setAttribute('aria-label', `Colours: ${names[now()]}. Change`)
  }
  label()
  return element
}
