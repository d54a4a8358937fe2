/** Lesson 5 exactly by its text: the faults of the first versions are seen, and mended. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { passwordFilled, walk } from './lesson-walk.ts'
import type { Item } from './lesson-walk.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

test('lesson 5, done as it is written, meets every check and ends at finished/', { skip }, async () => {
  const { workshop, browser } = stage
  const context = await browser.newContext()
  const page = await LessonPage.open(context, `${workshop.url}/5/`)
  let second: LessonPage | undefined
  let asked = 0

  /** What the text asks for beside its blocks, and what it says that one sees. */
  const after = async (item: Item, outputs: readonly string[]): Promise<void> => {
    if (item.kind === 'browser' && item.code.includes('login(')) await page.consoleSays(/Logged in as my user/)
    if (item.kind === 'check' && item.step === 'who-is-here' && item.number === 3) {
      await page.consoleSays(/The answer of workshop\.subscribers: \["my user"\]/)
      second = await LessonPage.open(context, `${workshop.url}/5/`)
      await second.type(passwordFilled(`login('my user', '…')`, outputs))
      const { mark } = workshop
      await second.type(`wsWorkshop.connect().sub('some-thread') && true`)
      await workshop.says(/now: my user, my user/, mark)
    }
    if (item.kind === 'browser' && item.step === 'two-tabs' && ++asked === 1) {
      await page.consoleSays(/The answer of workshop\.subscribers: \["my user","my user"\]/)
      const { mark } = workshop
      await second?.page.close()
      await workshop.says(/In 'workshop\.chat\.some-thread' now: nobody$/, mark)
    }
    if (item.kind === 'browser' && item.step === 'two-tabs' && asked === 2)
      await page.consoleSays(/The answer of workshop\.subscribers: \[\]/)
    if (item.kind === 'browser' && item.code.includes('This is not for everybody'))
      await page.consoleSays(/Overheard in workshop\.chat\.some-thread: This is not for everybody/)
  }
  const outputs = await walk({
    workshop,
    page,
    lesson: 5,
    folder: '5-caching-and-listening',
    fill: passwordFilled,
    after,
  })

  const tables = outputs.filter((output) => output.startsWith('seq'))
  assert.match(tables[0] ?? '', /Write this down/)
  assert.doesNotMatch(tables.join('\n'), /Is anybody here\?/, 'said before anybody had subscribed')
  assert.match(tables.at(-1) ?? '', /Is this one written down\?/)

  second = await LessonPage.open(context, `${workshop.url}/5/`)
  await second.type(passwordFilled(`login('my user', '…')`, outputs))
  await second.type(`wsWorkshop.connect().sub('some-thread').call('some-thread') && true`)
  await second.consoleSays(/The answer of workshop\.subscribers: \["my user"\]/)
  const { mark } = workshop
  await second.page.close()
  await workshop.says(/In 'workshop\.chat\.some-thread' now: my user$/, mark)
  assert.deepEqual(page.complaints, [])
})
