/** The page of the finished chat in real Chromium, with several people. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage
const contexts: BrowserContext[] = []
after(() => Promise.all(contexts.map((context) => context.close())))

/** A new person's page, logged in. */
async function person(name: string, viewport = { width: 1280, height: 800 }): Promise<Page> {
  const context = await stage.browser.newContext({ viewport })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(name, error))
  await page.goto(`${stage.workshop.url}/chat/`)
  await page.getByRole('button', { name: 'I am new here' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByRole('button', { name: 'Go to the chat' }).click()
  await page.getByText('connected', { exact: true }).waitFor()
  return page
}

async function openThread(page: Page, title: string, { isPrivate }: { isPrivate: boolean }): Promise<void> {
  await page.getByLabel('Make or join a thread').fill(title)
  await page.getByLabel('private: only you add members').setChecked(isPrivate)
  await page.getByRole('button', { name: 'Make or join' }).click()
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel(/^Message to/).fill(text)
  await page.getByLabel(/^Message to/).press('Enter')
}

const message = (page: Page, text: string) => page.locator('.message .text', { hasText: text })

test('two people talk in an open thread: messages, who is here, who is typing', { skip }, async () => {
  const ada = await person('ada')
  const ben = await person('ben')
  await openThread(ada, 'Tea time', { isPrivate: false })
  await openThread(ben, 'Tea time', { isPrivate: false })
  await ada.getByRole('heading', { name: 'Here now: 2' }).waitFor()

  await ben.getByLabel(/^Message to/).pressSequentially('hel')
  await ada.getByText('ben is typing').waitFor()
  await say(ben, 'hello <b>ada</b>')
  await message(ada, 'hello <b>ada</b>').waitFor()
  await message(ben, 'hello <b>ada</b>').waitFor()
  assert.equal(await ben.locator('.message').count(), 1)
  assert.equal(await ada.getByText('ben is typing').count(), 0)
  await ada.screenshot({ path: '/tmp/w/chat-1.png' })

  await ben.close()
  await ada.getByRole('heading', { name: 'Here now: 1' }).waitFor()
})
