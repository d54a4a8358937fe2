/** Lesson 0 as a learner does it: with its sliders. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat'])
const { skip } = stage

test('each check is red before, and green when its slider was moved', { skip }, async () => {
  const lesson = await LessonPage.open(stage.browser, `${stage.workshop.url}/0/`)
  const { page } = lesson
  const set = async (label: string, step: number): Promise<void> => {
    await page.getByRole('slider', { name: label }).fill(String(step))
  }
  const open = ['ask-more-often', 'more-news', 'a-slow-network', 'many-readers', 'inside-a-websocket']
  await lesson.check('one-feed-four-ways')
  for (const step of open) await lesson.check(step, 1, 'waiting')

  await set('Polling asks every', 0)
  await lesson.check('ask-more-often')
  await set('News', 5)
  await lesson.check('more-news')
  await set('A trip takes', 3)
  await lesson.check('a-slow-network')
  await set('Readers', 3)
  await lesson.check('many-readers')
  await lesson.check('many-readers', 2, 'waiting')
  await page.getByRole('button', { name: 'Open 200 real readers' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('You have sent the readers away.').waitFor()
  await set('Readers', 2)
  await page.getByRole('button', { name: 'Open 100 real readers' }).click()
  await page.locator('#check-many-readers-2[data-look=done]').waitFor({ timeout: 60_000 })
  const measured = await page.getByRole('region', { name: 'What they measured' }).innerText()
  assert.match(measured, /Late(\s+\d+ ms){4}/)
  assert.match(measured, /Requests a second, all(\s+[\d,.]+){4}/)
  await page.getByLabel('A text to frame').fill('hello')
  await page.getByRole('button', { name: 'Show its frames' }).click()
  await lesson.check('inside-a-websocket')
  await page.getByText('68 65 6c 6c 6f').waitFor()
  await page.getByText('Sec-WebSocket-Accept').first().waitFor()

  const ways = await page.locator('th[data-way]').allInnerTexts()
  assert.deepEqual(ways, ['polling', 'long polling', 'server-sent events', 'WebSocket'])
  assert.deepEqual(lesson.complaints, [])
  const elsewhere = lesson.requested.filter((url) => new URL(url).host !== new URL(stage.workshop.url).host)
  assert.deepEqual(elsewhere, [])
  for (const width of process.env['SHOTS'] ? [390, 1280] : []) {
    await page.setViewportSize({ width, height: 844 })
    await page.screenshot({ path: `${process.env['SHOTS']}/lesson-0-${width}.png` })
  }

  await page.reload()
  await lesson.check('inside-a-websocket')
  await page.getByRole('button', { name: 'Start this lesson over' }).click()
  await lesson.check('inside-a-websocket', 1, 'waiting')
})
