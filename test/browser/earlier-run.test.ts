/** What an earlier run of a lesson has left behind meets a check only where the step asks for a state. */
import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

/** Waits until the page has heard from the site about its checks again. */
async function looked({ page }: LessonPage, lesson: number): Promise<void> {
  for (let times = 0; times < 2; times++)
    await page.waitForResponse((answer) => answer.url().endsWith(`/${lesson}/checks`))
}

test(
  'lines that the bot printed before the page was opened do not count, and the page says what to do',
  { skip },
  async () => {
    const { workshop, browser } = stage
    const bot = '3-a-program-that-stays/bot.ts'
    await cp(workshop.file('3-a-program-that-stays/finished/bot.ts'), workshop.file(bot))
    await fetch(`${workshop.url}/3/`)
    await workshop.says(/client 3 .*I registered 'add'/)
    const page = await LessonPage.open(browser, `${workshop.url}/3/`)
    const first = page.page.locator('.check').first()
    const id = await first.getAttribute('id')
    await page.page.locator(`#${id}[data-look=trouble]`).waitFor()
    assert.match(await first.innerText(), /Not yet: the program printed this before .* Save its file once more/)

    await writeFile(workshop.file(bot), `${await readFile(workshop.file(bot), 'utf8')}\n`)
    await page.page.locator(`#${id}[data-look=done]`).waitFor()
    await page.page.close()
  },
)

test('a message that was recorded before does not count, and one with the same text does', { skip }, async () => {
  const { workshop, browser } = stage
  const post = async (port: string, path: string, body: object): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${workshop.env[port]}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    assert.ok(answer.ok, `${path}: ${answer.status}`)
  }
  const record = () =>
    post('APP_INTERNAL_PORT_5', '/message', {
      user: 'my user',
      thread: 'some-thread',
      message: 'Stored by the service',
    })
  await workshop.says(/the chat is up/)
  await post('APP_PORT_4', '/user', { name: 'my user' })
  await post('APP_PORT_5', '/thread', { name: 'my user', title: 'some thread' })
  await record()
  const page = await LessonPage.open(browser, `${workshop.url}/6/`)
  await page.check('begin') // the thread: it was made before, and is to be kept
  const ids = await page.page.locator('.check').evaluateAll((checks) => checks.map(({ id }) => id))
  const at = ids.indexOf('check-store-2')
  assert.ok(at > 0)
  await page.done(ids.slice(0, at))
  await page.page.reload()
  await looked(page, 6)
  assert.equal(await page.page.locator('#check-store-2').getAttribute('data-look'), 'waiting')

  await record()
  await page.check('store', 2)
})

test('a file that has the text already counts, and "start over" makes it count no more', { skip }, async () => {
  const { workshop, browser } = stage
  const page = await LessonPage.open(await browser.newContext(), `${workshop.url}/4/`)
  const config = workshop.file('4-dynamic-authentication/router/.crossbar/config.json')
  await cp(workshop.file('4-dynamic-authentication/finished/config.json'), config)
  await page.check('a-worker')
  await page.page.getByRole('button', { name: 'Start this lesson over' }).click()
  await page.page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click()
  await Promise.all([page.page.waitForEvent('load'), page.page.getByRole('button', { name: 'Go on' }).click()])
  await looked(page, 4)
  assert.notEqual(await page.page.locator('#check-a-worker-1').getAttribute('data-look'), 'done')
})
