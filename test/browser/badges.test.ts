/** The tabs of the instrument mark bad news that the reader does not see, until they are selected. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat'])
const { skip } = stage
const BOT = '3-a-program-that-stays/bot.ts'
const CONFIG = '2-authentication/router/.crossbar/config.json'

const marked = (page: Page): Promise<string[]> =>
  page.locator('[role=tab]', { has: page.locator('.badge:not([hidden])') }).allInnerTexts()

/** Saves a file spoilt, calls back, and saves it whole again. */
async function spoilt(file: string, text: string, then: () => Promise<void>): Promise<void> {
  const path = stage.workshop.file(file)
  const whole = await readFile(path, 'utf8')
  await writeFile(path, text)
  await then()
  await writeFile(path, whole)
}

/** Lines of the last seconds are news, so each test has a lesson of its own, or looks at one tab. */
async function openLesson(number: number): Promise<LessonPage> {
  const lesson = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/${number}/`)
  await lesson.frame('WELCOME').first().waitFor()
  return lesson
}

test('an error of a program marks its tab, by a word too, until the tab is selected', { skip }, async () => {
  const { page } = await openLesson(3)
  assert.deepEqual(await marked(page), [])
  await spoilt(BOT, "throw new Error('broken on purpose')\n", async () => {
    await page.getByRole('tab', { name: 'Programs (an error)' }).waitFor()
    assert.equal((await marked(page)).length, 1)
    await page.getByRole('tab', { name: 'Programs' }).click()
    assert.deepEqual(await marked(page), [])
    assert.equal(await page.getByRole('tab', { name: 'Programs' }).getAttribute('aria-selected'), 'true')
  })
  await page.context().close()
})

test('a config that cannot be used marks the tab of the router, and no other', { skip }, async () => {
  const { page } = await openLesson(2)
  await spoilt(CONFIG, '{', async () => {
    await page.getByRole('tab', { name: 'Router (an error)' }).waitFor()
    assert.equal((await marked(page)).length, 1)
    await page.getByRole('tab', { name: 'Router' }).click()
    assert.deepEqual(await marked(page), [])
  })
  await page.context().close()
})

test('a tab that is selected is not marked, and neither is one for an error of long ago', { skip }, async () => {
  const { workshop } = stage
  const { page } = await openLesson(3)
  await page.getByRole('tab', { name: 'Programs' }).click()
  const { mark } = workshop
  await spoilt(BOT, "throw new Error('broken again')\n", async () => {
    await page.getByRole('tabpanel', { name: 'Programs' }).getByText('broken again').first().waitFor()
    await page.getByRole('tabpanel', { name: 'Programs' }).getByText('It stays down until').last().waitFor()
    assert.ok(!(await marked(page)).some((tab) => tab.startsWith('Programs')))
  })
  await workshop.says(/client 3 .*started|client 3 .*starting again/, mark)
  await page.clock.install({ time: Date.now() + 60_000 })
  await page.goto(`${workshop.url}/3/`)
  await page
    .getByRole('tabpanel', { name: 'Programs', includeHidden: true })
    .getByText('broken again')
    .first()
    .waitFor({ state: 'attached' })
  assert.deepEqual(await marked(page), [])
  await page.context().close()
})
