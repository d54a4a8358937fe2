/** The first page: its live chat, and the marks of finished lessons. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat'])
const { skip } = stage

test(
  'what one tab writes is read in both, before a word of the text, and nothing leaves the page',
  { skip },
  async () => {
    const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 } })
    const [here, there] = [
      await LessonPage.open(context, `${stage.workshop.url}/`),
      await LessonPage.open(context, `${stage.workshop.url}/`),
    ]
    for (const { page } of [here, there])
      await page.locator('#chat-lines li', { hasText: 'You are connected' }).waitFor()
    const field = there.page.getByLabel('Your message')
    assert.ok(((await field.boundingBox())?.y ?? 1e9) < 800)
    await field.fill('<b>hello</b>')
    await there.page.keyboard.press('Enter')
    for (const { page } of [here, there]) await page.locator('#chat-lines li', { hasText: '<b>hello</b>' }).waitFor()
    assert.equal(await field.inputValue(), '')
    assert.equal(there.page.url(), `${stage.workshop.url}/`)
    assert.deepEqual([...here.complaints, ...there.complaints], [])
    await context.close()
  },
)

test('the code of the live chat is on the page, and has ten lines', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/`)
  const code = (await page.page.locator('.live-chat code').textContent()) ?? ''

  assert.equal(
    code
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('//')).length,
    10,
  )
  await page.page.context().close()
})

test('a lesson whose checks are all done is marked, on the first page and in the rail', { skip }, async () => {
  const page = await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/1/`)
  const ids = await page.page.locator('.check').evaluateAll((all) => all.map(({ id }) => id))
  await page.done(ids)
  await page.page.goto(`${stage.workshop.url}/`)
  const links = page.page.locator('[data-lesson-link="1"]')
  assert.match(await links.first().innerText(), /\(done\)/)
  assert.match(await links.last().innerText(), /\(done\)/)
  assert.doesNotMatch(await page.page.locator('[data-lesson-link="2"]').first().innerText(), /\(done\)/)
  await page.page.context().close()
})

test('the first Run is in the first window of a laptop', { skip }, async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await LessonPage.open(context, `${stage.workshop.url}/1/`)
  const box = await page.page.locator('button.run').first().boundingBox()

  assert.ok(box && box.y + box.height <= 800, `it ends at ${box && box.y + box.height}`)
  await context.close()
})

test(
  'the terminal of bin/start shows what happens, but not every message, and the address last',
  { skip },
  async () => {
    const lines = stage.workshop.output.split('\n')

    assert.ok(lines.some((line) => /router 1 .*the router is up/.test(line)))
    assert.ok(!lines.some((line) => / debug /.test(line)))
    assert.match(lines.find((line) => line.includes('the pages are on')) ?? '', /http:\/\/localhost:\d+\//)
  },
)
