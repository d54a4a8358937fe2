/** The page of a lesson: its text, and beside it the instrument, which the page's script fills. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import { markup, type Html } from './markup.ts'
import { layout } from './layout.ts'
import { lessonText } from './lesson-text.ts'

export interface LessonMarks {
  /** With it the page may change the lesson's files. Without it the page only shows how. */
  readonly token?: string | undefined
  /** The learner's name, where a teacher is told of it. */
  readonly shares?: string | undefined
}

export function lessonPage(lesson: Lesson, lessons: readonly Lesson[], { token, shares }: LessonMarks = {}): string {
  const { body, steps } = lessonText(readFileSync(join(lesson.folder, 'README.md'), 'utf8'))
  return layout({
    title: lesson.title,
    lessons,
    current: lesson.number,
    ...(token !== undefined && { token }),
    ...(shares !== undefined && { shares }),
    steps,
    // In this order: the page's own script must wrap WebSocket before the library connects.
    scripts: markup`<script defer src="/assets/lesson.js"></script>
<script defer src="/assets/autobahn.js"></script>
${lesson.hasPlumbing ? markup`<script defer src="/shared/ws-workshop.js"></script>` : undefined}
<script defer src="/${lesson.number}/script.js"></script>`,
    main: markup`<article class="prose" data-files="${lesson.shownAs}">
${body}${nextLesson(lesson, lessons)}</article>
<p class="visually-hidden" id="announcer" role="status"></p>
`,
    instrument: markup`<aside id="instrument" aria-label="Instrument"${lesson.hasCalls ? markup` data-calls` : undefined}>
<noscript><p class="empty">The live instrument needs JavaScript: it shows every message that this page and its router exchange.</p></noscript>
</aside>`,
  })
}

/** A link to the lesson that follows, if there is one. */
export function nextLesson({ number }: Lesson, lessons: readonly Lesson[]): Html | undefined {
  const next = lessons.find((lesson) => lesson.number === number + 1 && lesson.cbdir !== undefined)
  if (!next) return undefined
  return markup`<nav class="next-lesson" aria-label="Next lesson"><a href="/${next.number}/">Lesson ${next.number}: ${next.title}</a></nav>
`
}
