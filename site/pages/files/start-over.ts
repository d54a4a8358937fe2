/** "Start this lesson over": asks, keeps a copy of the learner's files, brings the first ones back, and reloads. */
import { button, el, sentence } from '../dom.ts'
import { askFiles, canChangeFiles } from './files.ts'

/** `forget`: the checks that are done. */
export function startOver(forget: () => void): HTMLElement {
  const words = el('p', {})
  const go = button('Start over', { class: 'apply' }, () => void restart())
  const cancel = button('Cancel', { class: 'quiet' }, () => dialog.close())
  const dialog = el(
    'dialog',
    { class: 'asking', 'aria-labelledby': 'start-over-title' },
    el('h2', { id: 'start-over-title' }, 'Start this lesson over?'),
    words,
    el('div', { class: 'change-tools' }, go, cancel),
  )
  const say = (text: string): void => words.replaceChildren(...sentence(text))
  const restart = async (): Promise<void> => {
    const done = canChangeFiles ? await askFiles({ do: 'reset' }) : undefined
    if (done?.kind === 'refused') return say(done.why)
    forget()
    const kept = done?.kind === 'written' ? done.kept : undefined
    if (kept === undefined) return location.reload()
    say(`Your files are kept in \`${kept}\`.`)
    go.hidden = true
    cancel.textContent = 'Go on'
    dialog.addEventListener('close', () => location.reload())
  }
  return el(
    'div',
    {},
    button('Start this lesson over', { class: 'quiet' }, () => {
      say(
        canChangeFiles
          ? 'All its checks are open again, and its files become what they were at the beginning. A copy of yours is kept.'
          : 'All its checks are open again. Your files stay as they are: this site is open to the network.',
      )
      dialog.showModal()
    }),
    dialog,
  )
}
