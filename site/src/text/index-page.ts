/** The first page: lesson 0, which is only text, and links to the other lessons. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import { markup, type Html } from './markup.ts'
import { layout } from './layout.ts'
import { lessonText } from './lesson-text.ts'

export function indexPage(lessons: readonly Lesson[]): string {
  const introduction = lessons.find(({ number }) => number === 0)
  const text = introduction && lessonText(readFileSync(join(introduction.folder, 'README.md'), 'utf8'))
  return layout({
    title: introduction?.title ?? 'Workshop',
    lessons,
    scripts: markup`<script defer src="/assets/page.js"></script>`,
    main: markup`<article class="prose">
${text?.body}<nav class="contents" aria-label="Lessons to do">
<ol>
${lessons.filter(({ cbdir }) => cbdir !== undefined).map(entry)}</ol>
</nav>
<p><a href="/chat/">The finished chat</a>: what lessons 4 to 6 lead to, ready to use.</p>
</article>
`,
  })
}

function entry({ number, title }: Lesson): Html {
  return markup`<li><a href="/${number}/"><span class="number">${number}</span> ${title}</a></li>
`
}
