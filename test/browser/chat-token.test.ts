/** The chat's page outlives its tokens: each is replaced in time, without a break. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Caller } from './chat-callers.ts'
import { Person } from './chat-people.ts'
import { held } from './held-answer.ts'
import { useWorkshop } from './workshop-tests.ts'

process.env['TOKEN_HOURS'] = '0.003' // about eleven seconds
const stage = useWorkshop([])
const { skip } = stage

test('a token is renewed before it ends, and no message is missed', { skip }, async () => {
  const uma = await Person.come(stage, 'uma')
  const vic = await Person.come(stage, 'vic')
  for (const one of [uma, vic]) await one.open('Long talk')
  const sockets: string[] = []
  uma.page.on('websocket', (socket) => sockets.push(socket.url()))

  let count = 0
  while (sockets.length === 0 || count < 60) {
    await vic.say(`word ${++count}`)
    await vic.message(`word ${count}`).waitFor()
    await uma.message(`word ${count}`).waitFor()
    await vic.page.waitForTimeout(250)
  }
  assert.equal(await uma.page.getByText('Log in to the chat').count(), 0)
  assert.equal(await uma.page.locator('.message').count(), count)
})

test('a renewal that ends after another user has logged in changes nothing', { skip }, async () => {
  const xan = await Person.come(stage, 'xan')
  const yan = await Person.come(stage, 'yan')
  await yan.open('Of Yan')
  await yan.page.close()
  const { isMade, release } = await held(xan.page, /\/token$/, 'POST')
  await isMade
  await xan.page.getByRole('button', { name: 'Log out' }).click()
  const page = yan.on(xan.page)
  await page.logIn()
  await release()
  await page.follow('Of Yan')
  await page.open('Made after that')
  await page.say('who am I?')
  await page.message('who am I?').waitFor()

  assert.deepEqual(await page.page.locator('.message .author').allTextContents(), ['yan'])
})

test(
  'a call goes on while the sessions of its pages are replaced, and their signals find each other',
  { skip },
  async () => {
    const [wil, xia] = await Caller.talking(stage, 'wil', 'xia')
    for (const { page } of [wil, xia]) {
      const sockets = await page.evaluate<number>('counted.sockets.size')
      while ((await page.evaluate<number>('counted.sockets.size')) === sockets) await page.waitForTimeout(100)
    }
    await xia.page.waitForTimeout(5_000) // the old sessions are closed
    await wil.decodesMore()
    assert.deepEqual(await wil.page.evaluate('counted.states()'), ['connected stable'])
    await xia.press('Hang up')
    await wil.sees('xia has hung up.')
    await wil.isQuiet()
  },
)

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
