/** Below a file block: its change as a diff against the learner's file, which can be applied. */
import { button, el, sentence } from '../dom.ts'
import { askFiles, type Row, type Way } from '../files/files.ts'

/** So many lines around a change are shown. */
const contextLines = 3

export class FileChange {
  readonly element = el('div', { class: 'change', 'aria-live': 'polite', hidden: true })
  readonly opener: HTMLButtonElement
  readonly #at: number

  /** `at`: the place of the block among the lesson's changes. `file`: its name, for the button's. */
  constructor(at: number, file: string) {
    this.#at = at
    this.opener = button(
      'Apply …',
      { class: 'quiet', 'aria-label': `Apply to ${file}: shows the change first` },
      () => {
        if (this.element.hidden) void this.#preview('mine')
        else this.#close()
      },
    )
  }

  async #preview(way: Way): Promise<void> {
    const done = await askFiles({ do: 'preview', at: this.#at, way })
    if (done.kind === 'refused') {
      const isOff = way === 'lesson' || !done.why.startsWith('your file')
      return this.#show(done.why, isOff ? [] : [this.#lessonsOwn()])
    }
    if (done.kind !== 'preview') return
    if (done.rows.every(({ kind }) => kind === 'same'))
      return this.#show(`\`${done.file}\` has this already.`, way === 'mine' ? [this.#lessonsOwn()] : [])
    const apply = button('Apply', { class: 'apply' }, () => void this.#apply(way, done.mark))
    const words = way === 'mine' ? 'This changes in your' : 'A copy of your file is kept. This changes in'
    this.#show(`${words} \`${done.file}\`:`, [apply, ...(way === 'mine' ? [this.#lessonsOwn()] : [])], diff(done.rows))
    apply.focus()
  }

  async #apply(way: Way, mark: string): Promise<void> {
    const done = await askFiles({ do: 'apply', at: this.#at, way, mark })
    if (done.kind === 'refused') return this.#show(done.why, [])
    if (done.kind !== 'written') return
    const kept = done.kept === undefined ? '' : ` Your own is kept in \`${done.kept}\`.`
    this.#show(`Saved \`${done.files.join(', ')}\`.${kept}`, [])
    this.opener.focus()
  }

  #lessonsOwn(): HTMLButtonElement {
    return button('Show me the lesson’s file', { class: 'quiet' }, () => void this.#preview('lesson'))
  }

  #show(words: string, tools: readonly HTMLElement[], rows?: HTMLElement): void {
    const close = button('Close', { class: 'quiet' }, () => this.#close())
    this.element.replaceChildren(
      el('p', {}, ...sentence(words)),
      ...(rows ? [rows] : []),
      el('div', { class: 'change-tools' }, ...tools, close),
    )
    this.element.hidden = false
  }

  #close(): void {
    this.element.hidden = true
    this.opener.focus()
  }
}

const signs = { same: ' ', added: '+', removed: '−' } as const
const spoken = { same: '', added: 'added: ', removed: 'removed: ' } as const

function diff(rows: readonly Row[]): HTMLElement {
  const isNear = (at: number): boolean =>
    rows.slice(Math.max(0, at - contextLines), at + contextLines + 1).some(({ kind }) => kind !== 'same')
  const lines: HTMLElement[] = []
  rows.forEach(({ kind, text }, at) => {
    if (isNear(at)) {
      const sign = el('span', { class: 'diff-sign', 'aria-hidden': 'true' }, signs[kind])
      const said = kind === 'same' ? undefined : el('span', { class: 'visually-hidden' }, spoken[kind])
      lines.push(el('li', { class: kind }, sign, said, text))
    } else if (at > 0 && isNear(at - 1)) lines.push(el('li', { class: 'skipped' }, '…'))
  })
  return el('ol', { class: 'diff', tabindex: '0', 'aria-label': 'The change, line by line' }, ...lines)
}
