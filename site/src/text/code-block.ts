/**
 * The three kinds of code blocks. The words after the fence distinguish them:
 *
 *     ```js browser                     runs in the page, and in the browser's console just the same
 *     ```json file=router/.crossbar/…   belongs in that file of the lesson; file-change.ts says where
 *     ```sh                             is typed in a terminal
 *
 * Any other block is code to read. Without JavaScript all blocks are readable text; the page's script adds the
 * buttons.
 */
import { readFileBlock, type FileBlock, type Place } from './file-change.ts'
import { markup, type Html } from './markup.ts'

export interface Fence {
  readonly info: string
  readonly text: string
}

/** `change`: the place of a file block among those of its lesson. */
export function codeBlock({ info, text }: Fence, change?: number): Html {
  const [language = '', ...words] = info.trim().split(/\s+/)
  const file = readFileBlock(info, text)
  if (words.includes('browser')) return block({ kind: 'browser', label: 'browser', text })
  if (file !== undefined) return block({ kind: 'file', label: file.file, text, file, change })
  if (language === 'sh') return block({ kind: 'shell', label: 'terminal', text })
  return block({ kind: 'reading', label: language, text })
}

interface Shown {
  readonly kind: string
  readonly label: string
  readonly text: string
  readonly file?: FileBlock
  readonly change?: number | undefined
}

function block({ kind, label, text, file, change }: Shown): Html {
  const place = file && markup` <span class="block-place">${PLACE_TEXT[file.place ?? 'whole']}</span>`
  return markup`<figure class="block" data-block="${kind}"${change === undefined ? undefined : markup` data-change="${change}"`}>
<figcaption><span class="block-label"><span>${label}</span>${place}</span></figcaption>
<pre tabindex="0"><code>${file === undefined ? markup`${text}` : withContext(file)}</code></pre>
</figure>
`
}

/** Where the code goes. */
const PLACE_TEXT: Readonly<Record<Place | 'whole', string>> = {
  whole: 'the whole file',
  end: 'at the end of the file',
  after: 'after the first line, which is there',
  before: 'before the last line, which is there',
  between: 'between the first and the last line, which are there',
}

/** The lines that the file has already are marked. */
function withContext({ place, code }: FileBlock): readonly Html[] {
  const lines = code.replace(/\n$/, '').split('\n')
  const isContext = (at: number): boolean =>
    (at === 0 && (place === 'after' || place === 'between')) ||
    (at === lines.length - 1 && (place === 'before' || place === 'between'))
  return lines.map((line, at) => {
    const text = at === lines.length - 1 ? line : `${line}\n`
    return isContext(at) ? markup`<span class="context">${text}</span>` : markup`${text}`
  })
}
