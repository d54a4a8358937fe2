/** Lesson 4 exactly by its text: every block in its order, from start/ to finished/, and every check. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { passwordFilled, walk } from './lesson-walk.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

test('lesson 4, done as it is written, meets every check and ends at finished/', { skip }, async () => {
  const { workshop, browser } = stage
  const page = await LessonPage.open(await browser.newContext(), `${workshop.url}/4/`)
  await walk({
    workshop,
    page,
    lesson: 4,
    folder: '4-dynamic-authentication',
    fill: passwordFilled,
    after: async (item) => {
      if (item.kind === 'browser' && item.code.includes('login(')) await page.consoleSays(/Logged in as my user/)
    },
  })
  assert.deepEqual(page.complaints, [])
})
