/** What people do on the chat's page besides talking: leaving, removing, being notified, all by the keyboard. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { asked, nodeUser, Person } from './chat-people.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

/** The app does not carry out what the page asks for under this path. */
async function failing(page: Page, path: RegExp): Promise<() => Promise<void>> {
  await page.route(path, (route) =>
    route.request().method() === 'DELETE'
      ? route.fulfill({
          status: 503,
          headers: { 'access-control-allow-origin': '*' },
          json: { error: 'The data is not available now.' },
        })
      : route.continue(),
  )
  return () => page.unroute(path)
}

test(
  'leaving a thread: a failure is told; afterwards the thread is gone, and nothing of it is heard',
  { skip },
  async () => {
    const ana = await Person.come(stage, 'ana')
    const bob = await Person.come(stage, 'bo')
    for (const one of [ana, bob]) await one.open('Doors')
    await ana.sees('Here now: 2')
    const leave = bob.page.getByRole('button', { name: 'Leave this thread' })
    const mend = await failing(bob.page, /\/members\//)
    await leave.click()
    await bob.page.getByRole('alert').getByText('The data is not available now.').waitFor()
    await bob.isIn('Doors')

    await mend()
    await leave.click()
    await bob.page.getByRole('heading', { name: 'Chat', level: 1 }).waitFor()
    await bob.page.getByRole('link', { name: 'Doors' }).waitFor({ state: 'detached' })
    await ana.sees('Here now: 1')
    await ana.say('is anybody there?')
    await ana.message('is anybody there?').waitFor()
    assert.equal(await bob.page.getByText('is anybody there?').count(), 0)
    await bob.open('Doors')
    await bob.message('is anybody there?').waitFor()
  },
)

test('removing a member: a failure is told, and the member stays until it works', { skip }, async () => {
  const cat = await Person.come(stage, 'cat')
  const don = await Person.come(stage, 'don')
  await cat.open('Cellar', { isPrivate: true })
  await cat.page.getByLabel('Add a member').fill('don')
  await cat.page.getByRole('button', { name: 'Add', exact: true }).click()
  await don.follow('Cellar')
  const remove = cat.page.getByRole('button', { name: 'Remove don' })
  const mend = await failing(cat.page, /\/members\//)
  await remove.click()
  await cat.page.getByRole('alert').getByText('The data is not available now.').waitFor()
  await don.say('still here')
  await cat.message('still here').waitFor()

  await mend()
  await remove.click()
  await don.sees('You are not a member of this thread any more.')
  await remove.waitFor({ state: 'detached' })
  assert.equal(await cat.page.getByRole('alert').count(), 0)
})

/** A tab that nobody looks at, and a record of what the browser was asked to show. */
const HIDDEN = `
  Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden === true })
  globalThis.shown = []
  const Real = Notification
  globalThis.Notification = class extends Real {
    constructor(title, options) {
      super(title, options)
      shown.push({ title, body: options.body })
    }
  }`

test(
  'whoever allows it is notified of messages while the tab is hidden, but not of blocked people',
  { skip },
  async () => {
    const eli = await Person.come(stage, 'eli')
    const flo = await Person.come(stage, 'flo')
    await eli.page.addInitScript(HIDDEN)
    await eli.page.reload()
    await eli.logIn()
    for (const one of [eli, flo]) await one.open('Bells')
    await eli.page.context().grantPermissions(['notifications'])
    await eli.page.getByRole('button', { name: 'Notify me' }).click()
    await eli.page.getByRole('button', { name: 'Notify me' }).waitFor({ state: 'detached' })
    await flo.say('seen')
    await eli.message('seen').waitFor()
    await eli.page.evaluate('globalThis.isHidden = true')
    await flo.say('heard <b>only</b>')
    await eli.message('heard <b>only</b>').waitFor()
    await eli.page.getByRole('button', { name: 'Block flo' }).click()
    await flo.say('from a blocked one')
    await flo.message('from a blocked one').waitFor()
    await eli.page.getByText('whom you have blocked').nth(2).waitFor()

    assert.deepEqual(await eli.page.evaluate('shown'), [{ title: 'flo · Bells', body: 'heard <b>only</b>' }])
  },
)

test('the messages of an account that is deleted leave the open pages at once', { skip }, async () => {
  const gil = await Person.come(stage, 'gil')
  const hao = await Person.come(stage, 'hao')
  for (const one of [gil, hao]) await one.open('Farewell')
  await gil.say('before the end')
  await gil.page.getByText('sending …').waitFor({ state: 'detached' })
  await hao.say('mine stays')
  for (const text of ['before the end', 'mine stays']) await hao.message(text).waitFor()
  const { token } = (await asked(stage, 'APP_PORT_4', '/login', { name: 'gil', password: gil.password })) as {
    token: string
  }
  const { status } = await fetch(`http://localhost:${stage.workshop.env['APP_PORT_4']}/user`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ password: gil.password }),
  })
  assert.equal(status, 204)

  await hao.message('before the end').waitFor({ state: 'detached' })
  assert.equal(await hao.message('mine stays').count(), 1)
  await gil.page.getByRole('button', { name: 'Log in' }).waitFor()
})

test(
  'whatever people write is text: in names, titles, messages, drafts, and messages to everybody',
  { skip },
  async () => {
    const html = '<img src=x onerror="document.title=1">'
    const sql = `'); DROP TABLE users; --`
    const name = `zoë ${html.slice(0, 20)}`
    const zoe = await Person.come(stage, name)
    const text = `${html} ${sql} \u202Egnirts \u0301 ${'👩‍👩‍👧‍👦'.repeat(20)} ${'a'.repeat(500)}`
    await zoe.open(`${html} tea ${sql}`)
    await zoe.say(text)
    await zoe.message(text).waitFor()
    await asked(stage, 'APP_PORT_6', '/broadcast', { user: 'RichardIII', password: 'abc123', message: html })
    await zoe.page.locator('.broadcast').getByText(html).waitFor()
    await zoe.field.fill(html)
    await zoe.page.reload()
    await zoe.logIn()
    await zoe.isIn(`${html} tea ${sql}`)

    await zoe.message(text).waitFor()
    await zoe.page.locator('.people .who').getByText(name, { exact: true }).waitFor()
    assert.equal(await zoe.field.inputValue(), html)
    assert.equal(await zoe.page.locator('#chat img').count(), 0)
    assert.equal(await zoe.page.locator('.people .who').getByText(name, { exact: true }).count(), 1)
    assert.ok(!(await zoe.page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')))
  },
)

test('an author that a member claims in kwargs is not believed, and forged presence is refused', { skip }, async () => {
  const jan = await Person.come(stage, 'jan')
  await jan.open('Masks')
  const { client, token } = await nodeUser(stage, 'liar')
  try {
    await asked(stage, 'APP_PORT_5', '/thread', { title: 'Masks' }, token)
    const forged = { id: 'mine', author: 'jan', at: 1, deleted: true }
    await client.publish('workshop.chat.masks', ['I owe you money'], { kwargs: forged, acknowledge: true })
    const message = jan.page.locator('.message', { hasText: 'I owe you money' })
    await message.waitFor()

    assert.equal(await message.locator('.author').textContent(), 'liar')
    assert.equal(await message.getByRole('button').count(), 0, 'it is not jan’s to delete')
    const kwargs = { joined: ['ghost'], reset: true }
    for (const topic of ['presence', 'deleted'])
      await assert.rejects(client.publish(`workshop.${topic}.masks`, [], { kwargs, acknowledge: true }), {
        uri: 'wamp.error.not_authorized',
      })
    assert.equal(await jan.page.getByText('ghost').count(), 0)
  } finally {
    await client.close()
  }
})

/** Presses Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (
      await target.evaluate<boolean, { ownerDocument: { activeElement: unknown } }>(
        (it) => it.ownerDocument.activeElement === it,
      )
    )
      return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the focus does not come to ${String(target)}`)
}

test('by the keyboard alone one registers, makes a thread, sends and deletes a message', { skip }, async () => {
  const context = await stage.browser.newContext()
  const page = await context.newPage()
  await page.goto(`${stage.workshop.url}/chat/`)
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const press = async (target: Locator, key = 'Enter'): Promise<void> => {
    await target.waitFor()
    await tabTo(page, target)
    await page.keyboard.press(key)
  }
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the chat')
  await press(button('I am new here'))
  await tabTo(page, page.getByLabel('Name'))
  await page.keyboard.type('gia')
  await page.keyboard.press('Enter')
  await press(button('Go to the chat'))
  await page.getByText('connected', { exact: true }).waitFor()
  await tabTo(page, page.getByLabel('Make or join a thread'))
  await page.keyboard.type('Keys')
  await press(page.getByLabel('private: only you add members'), 'Space')
  await press(button('Make or join'))
  const field = page.getByLabel('Message to Keys')
  await field.waitFor()
  await tabTo(page, field)
  await page.keyboard.type('without a mouse')
  await page.keyboard.press('Enter')
  await page.locator('.message .text').getByText('without a mouse', { exact: true }).waitFor()
  await press(button('Delete “without a mouse”'))
  await page.getByText('Nobody has said anything here yet.').waitFor()
  assert.equal(await page.getByLabel('private: only you add members').isChecked(), true, 'the form is as at first')
})

test('a message that is refused for good says why, keeps its text, and can be given up', { skip }, async () => {
  const hub = await Person.come(stage, 'hub')
  const ivy = await Person.come(stage, 'ivy')
  await hub.open('Attic', { isPrivate: true })
  await hub.page.getByLabel('Add a member').fill('ivy')
  await hub.page.getByRole('button', { name: 'Add', exact: true }).click()
  let isCut = false
  const cuts: (() => Promise<void>)[] = []
  await ivy.page.routeWebSocket(/\/ws$/, (socket) => {
    if (isCut) return void socket.close({ code: 1011 })
    const server = socket.connectToServer()
    cuts.push(async () => {
      await server.close()
      await socket.close({ code: 1011 })
    })
  })
  await ivy.page.reload()
  await ivy.logIn()
  await ivy.follow('Attic')
  isCut = true
  for (const cut of cuts) await cut()
  await ivy.sees('no connection')
  await ivy.say('too late')
  await ivy.sees('sending …')
  await hub.page.getByRole('button', { name: 'Remove ivy' }).click()
  await hub.page.getByRole('button', { name: 'Remove ivy' }).waitFor({ state: 'detached' })
  isCut = false

  const message = ivy.page.locator('.message.failed')
  await message.getByText('you are not a member of this thread').waitFor()
  assert.equal(await message.locator('.text').textContent(), 'too late')
  assert.equal(await message.getByRole('button', { name: 'Try again' }).count(), 0)
  await message.getByRole('button', { name: 'Give up' }).click()
  await message.waitFor({ state: 'detached' })
  assert.equal(await hub.message('too late').count(), 0)
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
