/** Lesson 3 exactly by its text: every block in its order, from start/ to finished/, and every check. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { walk } from './lesson-walk.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat'])
const { skip } = stage

test('lesson 3, done as it is written, meets every check and ends at finished/', { skip }, async () => {
  const { workshop, browser } = stage
  const page = await LessonPage.open(await browser.newContext(), `${workshop.url}/3/`)
  await walk({ workshop, page, lesson: 3, folder: '3-a-program-that-stays' })
  assert.deepEqual(page.complaints, [])
})
