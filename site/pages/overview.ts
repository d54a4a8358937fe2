/** The script of the teacher's overview: asks for the learners, and shows them. Names are shown as text. */
import { el, required } from './dom.ts'

interface Row {
  readonly name: string
  readonly lesson: number
  readonly title: string
  readonly step: string
  readonly agoMs: number
}

const EVERY_MS = 2_000

const sum = required('#overview-sum', HTMLElement)
const list = required('#overview-rows', HTMLElement)
let shown = ''

async function look(): Promise<void> {
  const answer = await fetch('/overview/rows')
  if (answer.status === 401) return location.reload()
  if (!answer.ok) throw new Error(String(answer.status))
  const rows = (await answer.json()) as readonly Row[]
  const text = told(rows)
  if (text !== shown) sum.textContent = shown = text
  list.replaceChildren(
    ...rows.map(({ name, lesson, title, step, agoMs }) =>
      el(
        'tr',
        {},
        el('th', { scope: 'row' }, name),
        el('td', {}, `${lesson} ${title}`),
        el('td', {}, step === '' ? 'done' : step.replaceAll('-', ' ')),
        el('td', {}, ago(agoMs)),
      ),
    ),
  )
}

function told(rows: readonly Row[]): string {
  if (rows.length === 0) return 'Nobody has been heard of yet.'
  const counts = new Map<number, number>()
  for (const { lesson } of rows) counts.set(lesson, (counts.get(lesson) ?? 0) + 1)
  const lessons = [...counts].map(([lesson, count]) => `${count} in lesson ${lesson}`)
  return `${rows.length === 1 ? '1 learner' : `${rows.length} learners`}: ${lessons.join(', ')}.`
}

function ago(ms: number): string {
  if (ms < 60_000) return 'just now'
  const minutes = Math.floor(ms / 60_000)
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`
}

function turn(): void {
  look()
    .catch(() => (sum.textContent = shown = 'bin/teach does not answer.'))
    .finally(() => setTimeout(turn, EVERY_MS))
}
turn()
