/** The chat's page on a phone: what must stay in view when everything is open. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Caller } from './chat-callers.ts'
import { asked } from './chat-people.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage

for (const height of [844, 664, 420])
  test(
    `on a phone of ${height} pixels the field stays in view beside a call, devices and people`,
    { skip },
    async () => {
      const look = { viewport: { width: 390, height } }
      const caller = await Caller.come(stage, `pia ${height}`, look)
      const callee = await Caller.come(stage, `quin ${height}`)
      for (const { person } of [caller, callee]) await person.open(`A phone of ${height} pixels`)
      for (const name of ['rob', 'sue', 'tom', 'una', 'vic'])
        await asked(stage, 'APP_PORT_5', '/thread', {
          title: `A phone of ${height} pixels`,
          name: await registered(`${name} ${height}`),
        })
      await caller.page.locator('.people summary').click()
      await caller.call(`quin ${height}`)
      await callee.press('Answer')
      await caller.seesPictureOf(`quin ${height}`)
      await caller.page.getByText('Devices').click()
      // With less room than that one dismisses it.
      if (height > 600) {
        await asked(stage, 'APP_PORT_6', '/broadcast', { password: 'abc123', message: 'To all of you. '.repeat(40) })
        await caller.sees('To everybody:')
      }
      const { field } = caller.person
      const boxes = await caller.page.evaluate<Readonly<Record<string, Box>>>(BOXES)
      if (process.env['SHOTS']) await caller.page.screenshot({ path: `${process.env['SHOTS']}/phone-${height}.png` })

      const { field: own, messages, people, call, send } = boxes
      assert.ok(own && messages && people && call && send, JSON.stringify(boxes))
      assert.ok(own.top >= messages.bottom && own.bottom <= people.top && own.bottom <= height, JSON.stringify(boxes))
      assert.ok(own.bottom - own.top >= 40 && own.right - own.left >= 200, JSON.stringify(own))
      assert.ok(messages.bottom - messages.top >= 24, JSON.stringify(messages))
      assert.ok(call.bottom - call.top >= 40 && people.bottom - people.top >= 40, JSON.stringify(boxes))
      await field.click() // fails where something else lies above it
      await field.fill('written on a phone')
      await caller.press('Send')
      await callee.person.message('written on a phone').waitFor()
      await callee.press('Hang up')
    },
  )

interface Box {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const BOXES = `Object.fromEntries(
  Object.entries({ field: 'textarea', messages: '.messages', people: '.people', call: '.call-place', send: '.composer .main' })
    .map(([name, selector]) => {
      const { top, bottom, left, right } = document.querySelector(selector).getBoundingClientRect()
      return [name, { top, bottom, left, right }]
    }),
)`

async function registered(name: string): Promise<string> {
  await asked(stage, 'APP_PORT_4', '/user', { name })
  return name
}

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
