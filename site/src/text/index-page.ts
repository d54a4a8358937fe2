/** The first page: a live chat, an introduction, and links to the lessons. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasPage, type Lesson } from '../lessons.ts'
import { layout, lessonLink } from './layout.ts'
import { lessonText } from './lesson-text.ts'
import { markup, type Html } from './markup.ts'

export function indexPage(lessons: readonly Lesson[]): string {
  const introduction = join(lessons[0]?.folder ?? '', '../introduction.md')
  const text = existsSync(introduction) ? lessonText(readFileSync(introduction, 'utf8')) : undefined
  const chat = chatCode(lessons)
  return layout({
    title: 'Real-time workshop',
    lessons,
    scripts: markup`<script defer src="/assets/page.js"></script>
${
  chat === undefined
    ? undefined
    : markup`<script defer src="/assets/autobahn.js"></script>
<script defer src="/shared/chat.js"></script>`
}`,
    main: markup`<article class="prose">
${chat === undefined ? undefined : liveChat(chat)}${text?.body}<nav class="contents" aria-label="Lessons to do">
<ol>
${lessons.filter(hasPage).map(
  (lesson) => markup`<li>${lessonLink(lesson)}</li>
`,
)}</ol>
</nav>
<p><a href="/chat/">The finished chat</a>: what lessons 4 to 7 lead to, ready to use.</p>
</article>
`,
  })
}

/** The script of the live chat; undefined where it, or the router of lesson 1, is missing. */
function chatCode(lessons: readonly Lesson[]): string | undefined {
  const first = lessons.find(({ number, cbdir }) => number === 1 && cbdir !== undefined)
  const file = first && join(first.folder, '../shared/chat.js')
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function liveChat(code: string): Html {
  return markup`<section class="live-chat" aria-labelledby="chat-title">
<p id="chat-title">Open <a href="/" target="_blank" rel="noopener">this page</a> in a second tab, and write</p>
<ol id="chat-lines" aria-live="polite" aria-label="The chat" tabindex="0"></ol>
<form id="chat-form" method="dialog">
<input name="text" aria-label="Your message" placeholder="Your message" required maxlength="200" autocomplete="off">
<button>Send</button>
</form>
<details><summary>All of its code</summary>
<pre tabindex="0"><code>${code}</code></pre>
</details>
</section>
`
}
