/** The chat's page outlives its tokens: each is replaced in time, without a break. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Person } from './chat-people.ts'
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

after(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
