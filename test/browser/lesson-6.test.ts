/** Lesson 6 exactly by its text: what blocks is measured, and nothing is lost while the storage service is stopped. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { passwordFilled, walk } from './lesson-walk.ts'
import type { Item } from './lesson-walk.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

/** The milliseconds that the page printed for a message. */
function taken(page: LessonPage, text: string): number {
  const line = page.console.find((printed) => printed.startsWith(`"${text}" was accepted`))
  return Number(/after (\d+) ms/.exec(line ?? '')?.[1])
}

test('lesson 6, done as it is written, meets every check and ends at finished/', { skip }, async () => {
  const { workshop, browser } = stage
  const page = await LessonPage.open(await browser.newContext(), `${workshop.url}/6/`)
  let logIns = 0

  /** What the text asks for beside its blocks, and what it says that one sees. */
  const after = async (item: Item): Promise<void> => {
    if (item.kind === 'file' && item.block.file === 'script.js') {
      await page.page.reload()
      await page.check('begin')
    }
    if (item.kind === 'browser' && item.code.includes('login('))
      await page.consoleTimes(/Logged in as my user/, ++logIns)
    if (item.kind === 'check' && item.step === 'store') await workshop.says(/client 6 .*saved/)
    if (item.kind === 'shell' && item.step === 'stop-it-and-talk' && item.code === 'bin/run-zmq\n') {
      await workshop.says(/client 6 .*saved/, await workshop.says(/client 6 .*this down\?/))
    }
  }
  const outputs = await walk({ workshop, page, lesson: 6, folder: '6-message-queues', fill: passwordFilled, after })

  const blocked = ['blocked', 'slow', 'slow again', 'asked']
  const quick = ['two', 'blocking', 'not asked', 'and nothing else']
  const waits = blocked.map((text) => taken(page, text))
  for (const [at, text] of blocked.entries()) assert.ok((waits[at] ?? 0) > 1_000, text)
  for (const text of quick) assert.ok(taken(page, text) < Math.min(...waits), text)

  const tables = outputs.filter((output) => output.startsWith('seq'))
  const told = (table = ''): string[] => table.split('\n').map((line) => line.split(/ {2,}/).at(-1) ?? '')
  assert.match(tables[0] ?? '', /Stored by the service/)
  assert.doesNotMatch(tables[1] ?? '', /anybody|writing|this down/)
  assert.deepEqual(told(tables[2]).slice(-3), ['Is anybody', 'writing', 'this down?'])
  assert.deepEqual(page.complaints, [])
})
