/**
 * The layout of every page: head, the rail with lessons and steps, and the place for the text. No script or style is
 * inline.
 */
import { hasPage, type Lesson } from '../lessons.ts'
import { markup, type Html } from './markup.ts'
import type { Step } from './lesson-text.ts'

export interface Page {
  readonly title: string
  readonly lessons: readonly Lesson[]
  readonly current?: number
  /** Proves to the site that a request comes from its own page. */
  readonly token?: string
  /** The learner's name, where a teacher is told which step is next. */
  readonly shares?: string
  readonly steps?: readonly Step[]
  readonly scripts?: Html
  readonly main: Html
  readonly instrument?: Html
}

export function layout({
  title,
  lessons,
  current,
  token,
  shares,
  steps = [],
  scripts,
  main,
  instrument,
}: Page): string {
  return markup`<!doctype html>
<html lang="en"${current === undefined ? undefined : markup` data-lesson="${current}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${token === undefined ? undefined : markup`<meta name="workshop-token" content="${token}">`}
${shares === undefined ? undefined : markup`<meta name="workshop-shares" content="${shares}">`}
<title>${title} · Wampeter</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/site.css">
<script src="/assets/theme.js"></script>
${scripts}
</head>
<body${instrument ? markup` class="with-instrument"` : undefined}>
<a class="skip" href="#text">Skip to the text</a>
<header class="rail">
<a class="home" href="/"${current === undefined ? markup` aria-current="page"` : undefined}>Wampeter</a>
<nav aria-label="Lessons">
<ol class="lessons">
${lessons.filter(hasPage).map((lesson) => railEntry(lesson, { current, steps }))}</ol>
</nav>
<a class="rail-references" href="/references/">Commands and references</a>
<div class="rail-foot" id="rail-foot"></div>
</header>
<main id="text" tabindex="-1">
${main}</main>
${instrument}
</body>
</html>
`.source
}

function railEntry(
  { number, title, checks }: Lesson,
  { current, steps }: { current: number | undefined; steps: readonly Step[] },
): Html {
  if (number !== current) {
    return markup`<li>${lessonLink({ number, title, checks })}</li>
`
  }
  return markup`<li class="current">${lessonLink({ number, title, checks }, true)}
<ol class="steps">
${steps.map(stepEntry)}</ol></li>
`
}

/** The page's script marks a lesson whose checks are all done. */
export function lessonLink(
  { number, title, checks }: Pick<Lesson, 'number' | 'title' | 'checks'>,
  isCurrent = false,
): Html {
  const current = isCurrent ? markup` aria-current="page"` : undefined
  return markup`<a href="/${number}/" data-lesson-link="${number}" data-checks="${checks}"${current}><span class="number">${number}</span> ${title}<span class="lesson-state visually-hidden"></span></a>`
}

function stepEntry({ id, title, checks }: Step): Html {
  const mark = checks > 0 ? 'dot' : 'dash'
  return markup`<li><a href="#${id}" data-step="${id}"><span class="${mark}" aria-hidden="true"></span><span>${title}</span><span class="step-state visually-hidden"></span></a></li>
`
}
