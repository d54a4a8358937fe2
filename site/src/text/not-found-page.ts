/** The page for a path that does not exist. */
import type { Lesson } from '../lessons.ts'
import { markup } from './markup.ts'
import { layout } from './layout.ts'

export function notFoundPage(lessons: readonly Lesson[]): string {
  return layout({
    title: 'Not here',
    lessons,
    scripts: markup`<script defer src="/assets/page.js"></script>`,
    main: markup`<article class="prose">
<h1>There is nothing here</h1>
<p>The lessons are listed beside this text; <a href="/">the first page</a> introduces them.</p>
</article>
`,
  })
}
