/** The page of commands and references. Its text is beside the lessons: `lessons/references.md`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lesson } from '../lessons.ts'
import { markup } from './markup.ts'
import { layout } from './layout.ts'
import { lessonText } from './lesson-text.ts'

/** Undefined where the text is missing. */
export function referencesPage(lessons: readonly Lesson[]): string | undefined {
  const file = join(lessons[0]?.folder ?? '', '../references.md')
  if (!existsSync(file)) return undefined
  return layout({
    title: 'Commands and references',
    lessons,
    scripts: markup`<script defer src="/assets/page.js"></script>`,
    main: markup`<article class="prose">
${lessonText(readFileSync(file, 'utf8')).body}</article>
`,
  })
}
