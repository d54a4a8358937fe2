/** The panel with everything that the page prints on the browser's console, and a line to type code. */
import { el } from '../dom.ts'
import { tapConsole } from '../code/console-tap.ts'
import { evaluate } from '../code/evaluate.ts'
import { inspect, isThenable } from '../code/inspect.ts'
import { logPanel, type LogPanel } from './log-panel.ts'

export function consolePanel(): LogPanel {
  const field = el('input', {
    type: 'text',
    'aria-label': 'Code to run. Enter runs it',
    placeholder: 'Code, Enter runs it',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  })
  const form = el('form', { class: 'console-line' }, field)
  const panel = logPanel({ label: 'The console, oldest first', noun: 'the console', below: [form] })
  const say = (level: string, text: string): void => panel.add({ at: Date.now(), from: 'page', level, text })
  const shown = (value: unknown): string => (typeof value === 'string' ? value : inspect(value))

  tapConsole(({ level, values }) => say(level === 'log' ? 'info' : level, values.map(shown).join(' ')))
  window.addEventListener('error', ({ message }) => say('error', message))
  window.addEventListener('unhandledrejection', ({ reason }) => say('error', `Uncaught ${inspect(reason)}`))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const code = field.value
    if (code.trim() === '') return
    field.value = ''
    say('debug', `> ${code}`)
    try {
      const value = evaluate(code, 'console.js')
      if (!isThenable(value)) return say('debug', `⇐ ${inspect(value)}`)
      value.then(
        (result) => say('debug', `⇐ ${inspect(result)}`),
        (error) => say('error', inspect(error)),
      )
    } catch (error) {
      say('error', inspect(error))
    }
  })
  return panel
}
