/** What the chat's page does with answers that later ones have overtaken, and with what is typed at once. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { Person } from './chat-people.ts'
import { held } from './held-answer.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

/** The page asks for its threads again, as it does every few seconds. */
const poll = (page: Page): Promise<unknown> => page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)

test('a list of threads that comes late takes no thread away that was made meanwhile', { skip }, async () => {
  const ada = await Person.come(stage, 'ada')
  await ada.open('Before')
  const { isMade, release } = await held(ada.page, /\/threads$/)
  await poll(ada.page)
  await isMade
  await ada.open('Made meanwhile')
  await release()

  assert.equal(await ada.page.getByText('You are not a member of this thread any more.').count(), 0)
  assert.equal(await ada.page.getByRole('link', { name: 'Made meanwhile' }).count(), 1)
})

test('what is counted as unread while the thread is opened does not mark it', { skip }, async () => {
  const [ben, cid] = [await Person.come(stage, 'ben'), await Person.come(stage, 'cid')]
  for (const one of [ben, cid]) await one.open('Market')
  await ben.open('Elsewhere')
  const { isMade, release } = await held(ben.page, /\/market\/messages\?/)
  await cid.say('apples')
  await cid.page.getByText('sending …').waitFor({ state: 'detached' })
  await poll(ben.page)
  await isMade
  const messages = await held(ben.page, /\/market\/messages\?/)
  await ben.follow('Market')
  await messages.isMade
  await release()

  assert.equal(await ben.page.getByText('unread').count(), 0)
  await messages.release()
  await ben.message('apples').waitFor()
})

test('a list of members that comes late takes nobody away who came meanwhile', { skip }, async () => {
  const [dan, eve, fay] = [
    await Person.come(stage, 'dan'),
    await Person.come(stage, 'eve'),
    await Person.come(stage, 'fay'),
  ]
  await dan.open('Doors')
  await dan.sees('Here now: 1')
  const isListed = (name: string) => dan.page.locator('.people').getByText(name, { exact: true }).waitFor()
  await isListed('dan')
  const { isMade, release } = await held(dan.page, /\/members$/)
  await eve.open('Doors')
  await isMade
  await fay.open('Doors')
  await isListed('fay')
  await release()

  assert.equal(await dan.page.locator('.people').getByText('fay', { exact: true }).count(), 1)
})

test('the draft is in the field as soon as the field is there', { skip }, async () => {
  const gus = await Person.come(stage, 'gus')
  await gus.open('Letters')
  await gus.field.fill('Dear Sir')
  await gus.open('Others')
  await gus.page.evaluate(`
    globalThis.values = []
    new MutationObserver(() => {
      const field = document.querySelector('textarea')
      if (field?.labels[0].textContent === 'Message to Letters') values.push(field.value)
    }).observe(document.querySelector('#chat'), { childList: true, subtree: true })
  `)
  await gus.follow('Letters')
  await gus.field.waitFor()

  assert.equal(await gus.page.evaluate('values[0]'), 'Dear Sir')
})

test('a title that is typed while another thread is opened stays in the form', { skip }, async () => {
  const { page } = await Person.come(stage, 'hal')
  const title = page.getByLabel('Make or join a thread')
  const { isMade, release } = await held(page, /\/threads$/)
  await title.fill('First')
  await page.getByRole('button', { name: 'Make or join' }).click()
  await isMade
  await page.waitForFunction(`location.hash === '#first'`)
  await title.fill('Second')
  await release()
  await page.getByRole('heading', { name: 'First', level: 1 }).waitFor()

  assert.equal(await title.inputValue(), 'Second')
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
