/**
 * A lesson's README.md as HTML. Each second-level heading begins a step with the checks below it. Raw HTML in the
 * text is shown as text. Comments are left out, except checks.
 */
import { Marked, type Tokens } from 'marked'
import { readCheckComment, type Check } from './check-comment.ts'
import { codeBlock } from './code-block.ts'
import { readFileBlock, type FileBlock } from './file-change.ts'
import { escaped, markup, Html } from './markup.ts'

export interface Step {
  readonly id: string
  readonly title: string
  readonly checks: number
}

export interface LessonText {
  readonly body: Html
  readonly steps: readonly Step[]
  /** All checks, by the id of their lines. */
  readonly checks: ReadonlyMap<string, Check>
  /** The changes that its blocks make in files, in order. The attribute `data-change` of a block has its place here. */
  readonly changes: readonly FileBlock[]
  /** The files that its blocks change. */
  readonly files: ReadonlySet<string>
}

export function lessonText(markdown: string): LessonText {
  const steps: { id: string; title: string; checks: number }[] = []
  const checks = new Map<string, Check>()
  const changes: FileBlock[] = []
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth, text }) {
        const inner = this.parser.parseInline(tokens)
        if (depth !== 2) return `<h${depth}>${inner}</h${depth}>\n`
        const step = { id: slug(text, steps), title: plain(text), checks: 0 }
        steps.push(step)
        return `</section>\n<section class="step" id="${step.id}" aria-labelledby="${step.id}-title">\n<h2 id="${step.id}-title"><a href="#${step.id}">${inner}</a></h2>\n`
      },
      code({ text, lang = '' }: Tokens.Code) {
        const change = readFileBlock(lang, text)
        const number = change === undefined ? undefined : changes.push(change) - 1
        return codeBlock({ text, info: lang }, number).source
      },
      html({ text }) {
        const check = readCheckComment(text)
        const step = steps.at(-1)
        if (!check) return text.startsWith('<!--') ? '' : escaped(text)
        if (step) step.checks++
        const id = `check-${step?.id ?? 'start'}-${step?.checks ?? 0}`
        checks.set(id, check)
        return checkLine(check, id).source
      },
      image: ({ text }) => escaped(text),
      link({ href, tokens }) {
        return `<a href="${escaped(safeLink(href))}">${this.parser.parseInline(tokens)}</a>`
      },
    },
  })
  const source = marked.parse(markdown, { async: false })
  return {
    body: new Html(`<section class="step" id="start">\n${source}</section>\n`),
    steps,
    checks,
    changes,
    files: new Set(changes.map(({ file }) => file)),
  }
}

/**
 * A line of a check. The data attributes hold what the page's script waits for; the sentence is readable without the
 * script.
 */
function checkLine({ kind, facts, waiting, done }: Check, id: string): Html {
  return markup`<p class="check" id="${id}" data-check="${kind}" data-facts="${JSON.stringify(facts)}" data-done="${done}"><span class="check-mark" aria-hidden="true"></span><span class="check-text">${inCode(waiting)}</span></p>
`
}

function inCode(text: string): readonly Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`))
}

function slug(text: string, taken: readonly { id: string }[]): string {
  const base =
    plain(text)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'step'
  const same = taken.filter(({ id }) => id === base || id.startsWith(`${base}-`)).length
  return same === 0 ? base : `${base}-${same + 1}`
}

function plain(text: string): string {
  return text.replace(/[`*_]/g, '')
}

function safeLink(href: string): string {
  return /^(https?:|#|\/|\.)/.test(href) ? href : '#'
}
