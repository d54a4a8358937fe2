/** The panel of the lesson's files, as they are on the disk now. */
import { el, sentence } from '../dom.ts'
import { askFiles, canChangeFiles, type LessonFile } from '../files/files.ts'

/** A save in the editor is seen within this time, while the panel is. */
const lookEveryMs = 1_000

export interface FilesPanel {
  readonly element: HTMLElement
  readonly shown: () => void
}

/** `isShown`: whether the panel is the selected one. */
export function filesPanel(folder: string, isShown: () => boolean): FilesPanel {
  const says = el('p', { class: 'empty' })
  const list = el('div', { class: 'files' })
  const shownFiles = new Map<string, { readonly code: HTMLElement; readonly element: HTMLElement }>()
  const say = (text: string): void => says.replaceChildren(...sentence(text))
  let isAsking = false

  const show = ({ name, text }: LessonFile): void => {
    const file = shownFiles.get(name) ?? fileOf(name, shownFiles.size === 0)
    if (!shownFiles.has(name)) list.append(file.element)
    shownFiles.set(name, file)
    const now = text === '' ? '(empty)' : text
    if (file.code.textContent !== now) file.code.textContent = now
  }
  const look = async (): Promise<void> => {
    if (!canChangeFiles) return say('This site is open to the network, so its pages show no files.')
    if (isAsking || document.hidden) return
    isAsking = true
    const done = await askFiles({ do: 'read' })
    isAsking = false
    if (done.kind === 'refused') return say(done.why)
    if (done.kind !== 'files') return
    say(
      done.files.length === 0
        ? 'This lesson changes no files.'
        : `The files of this lesson, in \`${folder}\`, as they are now. Change them in your editor, or with the buttons in the text.`,
    )
    done.files.forEach(show)
  }
  setInterval(() => isShown() && void look(), lookEveryMs)
  return { element: el('div', { class: 'panel scrolling', tabindex: '0' }, says, list), shown: () => void look() }
}

function fileOf(name: string, isOpen: boolean): { code: HTMLElement; element: HTMLElement } {
  const code = el('code', {})
  const element = el(
    'details',
    { class: 'file', open: isOpen },
    el('summary', {}, name),
    el('pre', { tabindex: '0', 'aria-label': name }, code),
  )
  return { code, element }
}
