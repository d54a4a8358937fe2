/**
 * Finds the answer for a path. Paths are compared as they are in the request, never decoded, and never joined to a
 * folder's name.
 */
import { chatPage } from '@wampeter/chat/web/server/chat-page.ts'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WAYS, type Way } from '../feed/feed-service.ts'
import type { Lesson } from '../lessons.ts'
import { indexPage } from '../text/index-page.ts'
import { lessonPage, type LessonMarks } from '../text/lesson-page.ts'
import { principlesPage } from '../text/principles-page.ts'
import { notFoundPage } from '../text/not-found-page.ts'
import { referencesPage } from '../text/references-page.ts'
import { asset, type Asset, type Assets } from './assets.ts'
import { chatPorts } from './chat-ports.ts'
import type { PageKind } from './security.ts'

export type Answer =
  | {
      readonly kind: 'page'
      readonly page: PageKind
      readonly status: number
      readonly html: string
      /** The lesson whose router the page needs. */
      readonly lesson?: number
    }
  /** `lesson`: it is of use only when that lesson's router is up. */
  | { readonly kind: 'asset'; readonly asset: Asset; readonly lesson?: number }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'log'; readonly lesson: number }
  /** What became of the checks that the page cannot make itself. */
  | { readonly kind: 'checks'; readonly of: Lesson }
  /** Lesson 0's feed. */
  | { readonly kind: 'feed'; readonly way: Way }
  /** Its real readers. */
  | { readonly kind: 'crowd' }
  /** The step that is next, for the learner's teacher. */
  | { readonly kind: 'progress'; readonly of: Lesson }
  /** The lesson's files, for the page's own requests. */
  | { readonly kind: 'files'; readonly of: Lesson }

export type Routes = (path: string) => Answer

export function routes(lessons: readonly Lesson[], assets: Assets, marks: LessonMarks = {}): Routes {
  const withRouter = lessons.filter((lesson) => lesson.cbdir !== undefined)
  const table = new Map<string, () => Answer>([
    ['/', () => ({ ...page('index', indexPage(lessons)), lesson: 1 })],
    ...principles(lessons),
    ['/chat/', () => page('chat', chatPage(chatPorts))],
    ['/chat', () => ({ kind: 'redirect', to: '/chat/' })],
    ['/references/', () => references(lessons)],
    ['/references', () => ({ kind: 'redirect', to: '/references/' })],
    shared('ws-workshop.js', lessons),
    shared('chat.js', lessons, 1), // it talks to the router of lesson 1
    ['/favicon.ico', () => ({ kind: 'redirect', to: '/assets/icon.svg' })],
    ...[...assets].map(([path, found]) => [path, () => ({ kind: 'asset', asset: found })] as [string, () => Answer]),
    ...withRouter.flatMap((lesson) => lessonRoutes(lesson, lessons, marks)),
  ])
  return (path) => table.get(path)?.() ?? notFound(lessons)
}

/** Lesson 0: it has a feed instead of a router. */
function principles(lessons: readonly Lesson[]): [string, () => Answer][] {
  const lesson = lessons.find(({ number }) => number === 0)
  if (lesson === undefined) return []
  return [
    ['/0', () => ({ kind: 'redirect', to: '/0/' })],
    ['/0/', () => page('principles', principlesPage(lesson, lessons))],
    ['/0/feed/crowd', () => ({ kind: 'crowd' })],
    ...WAYS.map((way) => [`/0/feed/${way}`, () => ({ kind: 'feed', way })] as [string, () => Answer]),
  ]
}

const notFound = (lessons: readonly Lesson[]): Answer => ({
  kind: 'page',
  page: 'text',
  status: 404,
  html: notFoundPage(lessons),
})

function references(lessons: readonly Lesson[]): Answer {
  const html = referencesPage(lessons)
  return html === undefined ? notFound(lessons) : page('text', html)
}

/** Text and script are read for every request, so that a learner sees an edit after reloading the page. */
function lessonRoutes(lesson: Lesson, lessons: readonly Lesson[], marks: LessonMarks): [string, () => Answer][] {
  const base = `/${lesson.number}`
  return [
    [base, () => ({ kind: 'redirect', to: `${base}/` })],
    [`${base}/`, () => ({ ...page('lesson', lessonPage(lesson, lessons, marks)), lesson: lesson.number })],
    ...scriptsIn(lesson).map((script): [string, () => Answer] => [
      `${base}/${script.name}`,
      () => ({ kind: 'asset', asset: asset(script.name, contentOf(script)), lesson: lesson.number }),
    ]),
    [`${base}/checks`, () => ({ kind: 'checks', of: lesson })],
    [`${base}/progress`, () => ({ kind: 'progress', of: lesson })],
    [`${base}/files`, () => ({ kind: 'files', of: lesson })],
    [`${base}/log`, () => ({ kind: 'log', lesson: lesson.number })],
  ]
}

function page(kind: PageKind, html: string): Answer {
  return { kind: 'page', page: kind, status: 200, html }
}

interface Script {
  readonly name: string
  readonly file: string
  readonly shownAs: string
}

/** `script.js`, and the modules that it loads. */
function scriptsIn({ folder, shownAs }: Lesson): readonly Script[] {
  const names = new Set(['script.js', ...readdirSync(folder).filter((name) => /^[\w-]+\.js$/.test(name))])
  return [...names].map((name) => ({ name, file: join(folder, name), shownAs: `${shownAs}/${name}` }))
}

/** A script that several pages share. It is beside the lessons' folders. */
function shared(name: string, [first]: readonly Lesson[], lesson?: number): [string, () => Answer] {
  const script = { name, file: join(first?.folder ?? '', '../shared', name), shownAs: `lessons/shared/${name}` }
  return [
    `/shared/${name}`,
    () => ({ kind: 'asset', asset: asset(name, contentOf(script)), ...(lesson !== undefined && { lesson }) }),
  ]
}

function contentOf({ file, shownAs }: Script): Buffer {
  return existsSync(file)
    ? readFileSync(file)
    : Buffer.from(`console.error(${JSON.stringify(`${shownAs} is missing`)})`)
}
