/**
 * The three kinds of code blocks. The words after the fence distinguish them:
 *
 *     ```js browser                     runs in the page, and in the browser's console just the same
 *     ```json file=router/.crossbar/…   belongs into that file of the lesson
 *     ```sh                             is typed in a terminal
 *
 * Any other block is code to read. Without JavaScript all blocks are readable text; the page's script adds the
 * buttons.
 */
import { markup, type Html } from './markup.ts'

export interface Fence {
  readonly info: string
  readonly text: string
}

export function codeBlock({ info, text }: Fence): Html {
  const [language = '', ...words] = info.trim().split(/\s+/)
  const file = words.find((word) => word.startsWith('file='))?.slice('file='.length)
  if (words.includes('browser')) return block({ kind: 'browser', label: 'browser', text })
  if (file !== undefined) return block({ kind: 'file', label: file, text })
  if (language === 'sh') return block({ kind: 'shell', label: 'terminal', text })
  return block({ kind: 'reading', label: language, text })
}

function block({ kind, label, text }: { kind: string; label: string; text: string }): Html {
  return markup`<figure class="block" data-block="${kind}">
<figcaption><span class="block-label">${label}</span></figcaption>
<pre tabindex="0"><code>${text}</code></pre>
</figure>
`
}
