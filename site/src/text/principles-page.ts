/** The page of lesson 0: its text, and beside it the feed by four ways, which the page's script runs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import { layout } from './layout.ts'
import { nextLesson } from './lesson-page.ts'
import { lessonText } from './lesson-text.ts'
import { markup } from './markup.ts'

export function principlesPage(lesson: Lesson, lessons: readonly Lesson[]): string {
  const { body, steps } = lessonText(readFileSync(join(lesson.folder, 'README.md'), 'utf8'))
  return layout({
    title: lesson.title,
    lessons,
    current: lesson.number,
    steps,
    scripts: markup`<script defer src="/assets/principles.js"></script>`,
    main: markup`<article class="prose">
${body}${nextLesson(lesson, lessons)}</article>
<p class="visually-hidden" id="announcer" role="status"></p>
`,
    instrument: markup`<aside id="instrument" class="principles" aria-label="Instrument">
<noscript><p class="empty">The figures need JavaScript: they are measured in this page.</p></noscript>
</aside>`,
  })
}
