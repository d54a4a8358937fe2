/** Gives the lesson's code blocks their buttons: browser code runs, files and shell lines are copied. */
import { button, copyButton, el, required } from '../dom.ts'
import { tapConsole } from './console-tap.ts'
import { evaluate } from './evaluate.ts'
import { canChangeFiles } from '../files/files.ts'
import { FileChange } from './file-change.ts'
import { Output } from './output.ts'

/** Output of another block counts as caused by a run for this long. */
const echoMs = 2_000

export interface BlocksOptions {
  /** The lesson's folder as the texts write it. */
  readonly files: string
  /** Told the step whose code is about to run. */
  readonly ran: (step: string) => void
  /** Told what fails where no code was run on this page yet: while its scripts load. */
  readonly failed: (reason: unknown) => void
}

export function setUpBlocks({ files, ran, failed }: BlocksOptions): void {
  const runs: Output[] = []
  let latest: Output | undefined
  let ranAt = -Infinity
  const names = new Map<Output, string>()

  for (const figure of document.querySelectorAll<HTMLElement>('figure.block')) {
    const code = required('code', HTMLElement, figure)
    const caption = required('figcaption', HTMLElement, figure)
    if (figure.dataset['block'] === 'browser') {
      const output = new Output()
      names.set(output, nameOf(figure))
      const name = `block-${runs.push(output)}.js`
      makeRunnable({ figure, code, caption, output }, () => {
        latest = output
        ranAt = performance.now()
        ran(figure.closest('.step')?.id ?? '')
        try {
          output.value(evaluate(code.textContent, name))
        } catch (error) {
          output.threw(error)
        }
      })
    } else {
      const change = changeOf(figure)
      if (figure.dataset['block'] === 'file') showPath(caption, files)
      caption.append(
        el(
          'span',
          { class: 'block-tools' },
          copyButton({ 'aria-label': `Copy: ${nameOf(figure)}` }, () => `${code.textContent.trimEnd()}\n`),
          change?.opener,
        ),
      )
      if (change) figure.append(change.element)
    }
  }

  // A line of the lesson's scripts is shown at the block that was run last. Lines of the library stay on the console.
  tapConsole(({ level, values, stack }) => {
    const output = speaker(stack, runs) ?? (/\/(\d\/[\w-]+|ws-workshop)\.js/.test(stack) ? latest : undefined)
    output?.said(level, values)
    // What a run causes elsewhere is seen where the reader has just pressed Run.
    const isEcho = output !== undefined && latest !== undefined && output !== latest
    if (isEcho && performance.now() - ranAt < echoMs) latest?.said(level, [`${names.get(output)}:`, ...values])
  })
  window.addEventListener('error', ({ error, filename }) => speaker(filename, runs)?.threw(error))
  window.addEventListener('unhandledrejection', ({ reason }) =>
    latest === undefined ? failed(reason) : latest.threw(reason),
  )
}

/** Undefined where the block changes no file, or this page may not. */
function changeOf(figure: HTMLElement): FileChange | undefined {
  const { change } = figure.dataset
  if (change === undefined || !canChangeFiles) return undefined
  return new FileChange(
    Number(change),
    required('.block-label', HTMLElement, figure).firstElementChild?.textContent ?? '',
  )
}

interface Parts {
  readonly figure: HTMLElement
  readonly code: HTMLElement
  readonly caption: HTMLElement
  readonly output: Output
}

/** The code can be changed before it is run, for example to try another name. */
function makeRunnable({ figure, code, caption, output }: Parts, run: () => void): void {
  const original = code.textContent
  const pre = required('pre', HTMLPreElement, figure)
  pre.removeAttribute('tabindex')
  for (const [name, value] of Object.entries({
    contenteditable: 'plaintext-only',
    tabindex: '0', // axe does not count contenteditable as focusable
    spellcheck: 'false',
    autocapitalize: 'off',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': `Code that can be changed: ${nameOf(figure)}`,
  })) {
    code.setAttribute(name, value)
  }
  const undo = button('Undo changes', { class: 'quiet', hidden: true }, () => {
    code.textContent = original
    undo.hidden = true
  })
  code.addEventListener('input', () => (undo.hidden = code.textContent === original))
  code.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    run()
  })
  const tools = el(
    'span',
    { class: 'block-tools' },
    undo,
    copyButton({ 'aria-label': `Copy: ${nameOf(figure)}` }, () => code.textContent),
    button('Run', { class: 'run', title: 'Ctrl+Enter in the code', 'aria-label': `Run: ${nameOf(figure)}` }, run),
  )
  caption.append(tools)
  figure.append(output.element)
}

/** The step of a block, and the block's place in it where the step has several: what tells its buttons from others. */
function nameOf(figure: HTMLElement): string {
  const step = figure.closest('.step')
  const blocks = [...(step?.querySelectorAll('figure.block') ?? [])]
  const title = step?.querySelector('h2')?.textContent ?? 'the beginning'
  return blocks.length < 2 ? title : `${title}, block ${blocks.indexOf(figure) + 1}`
}

/** The block whose code is in the stack. */
function speaker(stack: string, runs: readonly Output[]): Output | undefined {
  const number = /\bblock-(\d+)\.js/.exec(stack)?.[1]
  return number === undefined ? undefined : runs[Number(number) - 1]
}

function showPath(caption: HTMLElement, files: string): void {
  const label = caption.querySelector('.block-label')
  label?.prepend(el('span', { class: 'block-folder' }, `${files}/`))
}
