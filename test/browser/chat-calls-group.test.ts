/** Calls of several pages, the end of memberships, and how calls look. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { afterEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Caller } from './chat-callers.ts'
import { asked } from './chat-people.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

test(
  'four people are in one call, each sees each; a fifth is not asked in, and the page says why',
  { skip },
  async () => {
    const names = ['ada', 'ben', 'cid', 'dan'] as const
    const people = await Promise.all([...names, 'eve'].map((name) => Caller.come(stage, name)))
    for (const { person } of people) await person.open('Everybody')
    const [ada, ben, cid, dan, eve] = people as [Caller, Caller, Caller, Caller, Caller]
    await ada.call('ben')
    await ben.press('Answer')
    await ada.seesPictureOf('ben')
    await ada.press('Ask cid into the call')
    await cid.press('Answer')
    await ben.seesPictureOf('cid')
    await ben.press('Ask dan into the call') // another one than the first may ask in
    await dan.press('Answer')
    for (const one of [ada, ben, cid, dan])
      for (const name of names) if (name !== one.person.name) await one.seesPictureOf(name)

    await ada.sees('A call has at most 4 people: each page sends its sound and picture to each other one')
    assert.ok(await ada.page.getByRole('button', { name: 'Ask eve into the call' }).isDisabled())
    await eve.call('ada')
    await eve.sees('ada is in another call.')
    if (process.env['SHOTS']) await ada.page.screenshot({ path: `${process.env['SHOTS']}/call-four.png` })

    await cid.press('Hang up')
    await ada.until(`document.querySelectorAll('.face').length === 3`)
    await ada.press('Ask eve into the call')
    await eve.press('Answer')
    await eve.seesPictureOf('dan')
    for (const one of [ada, ben, dan]) await one.press('Hang up') // and the last is not alone in a call
    for (const one of people) await one.isQuiet()
  },
)

test('the end of a membership ends the call, on both sides, within seconds', { skip }, async () => {
  const fay = await Caller.come(stage, 'fay')
  const gus = await Caller.come(stage, 'gus')
  await fay.person.open('Secret', { isPrivate: true })
  await fay.page.getByLabel('Add a member').fill('gus')
  await fay.press('Add')
  await gus.person.follow('Secret')
  await fay.sees('Here now: 2')
  await fay.call('gus')
  await gus.press('Answer')
  await fay.seesPictureOf('gus')
  await fay.press('Remove gus')
  // What comes first ends it: the end of the membership, or the other page that has heard of it.
  await gus.sees(/^The call is over|^fay has hung up/)
  await fay.sees(/^The call is over|^gus has hung up/)
  await gus.isQuiet()
  await fay.isQuiet()
})

test('a page that is removed and does not leave by itself is left by the others', { skip }, async () => {
  const hal = await Caller.come(stage, 'hal')
  const ida = await Caller.come(stage, 'ida')
  await hal.person.open('Stubborn', { isPrivate: true })
  await hal.page.getByLabel('Add a member').fill('ida')
  await hal.press('Add')
  await ida.person.follow('Stubborn')
  await hal.sees('Here now: 2')
  await hal.call('ida')
  await ida.press('Answer')
  await hal.seesPictureOf('ida')
  // Ida's page hears nothing of the router any more, and keeps its connection to the other page.
  await ida.page.evaluate(
    'WebSocket.prototype.close = () => {}; for (const one of counted.sockets) one.onmessage = null',
  )
  await hal.press('Remove ida')
  await hal.sees('The call is over: a membership of the thread has ended.')
  await hal.isQuiet()
})

test('a log-in that ends takes the call along', { skip }, async () => {
  const [jon, kim] = await Caller.talking(stage, 'jon', 'kim')
  const { token } = (await asked(stage, 'APP_PORT_4', '/login', { name: 'jon', password: jon.person.password })) as {
    token: string
  }
  await asked(stage, 'APP_PORT_4', '/logout', {}, token)
  await jon.sees('Your log-in has ended. Log in again.')
  await jon.isQuiet()
  await kim.sees('jon has hung up.')
})

test('a call is made with the keyboard alone', { skip }, async () => {
  const [leo, mia] = await Caller.pair(stage, 'leo', 'mia')
  const tabTo = async ({ page }: Caller, name: string): Promise<void> => {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate<string>('document.activeElement.textContent')) === name) return
    }
    throw new Error(`the key Tab does not lead to ${name}`)
  }
  await tabTo(leo, 'Call mia')
  await leo.page.keyboard.press('Enter')
  await mia.sees('leo is calling')
  await tabTo(mia, 'Answer')
  await mia.page.keyboard.press('Enter')
  await leo.seesPictureOf('mia')
  await tabTo(leo, 'Mute')
  await leo.page.keyboard.press('Space')
  await mia.sees(': muted')
  await tabTo(mia, 'Hang up')
  await mia.page.keyboard.press('Enter')
  await leo.sees('mia has hung up.')
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 390],
] as const)
  test(`axe finds nothing in a call at ${width} pixels (${colorScheme}); nothing is too wide`, { skip }, async () => {
    const look = { colorScheme, viewport: { width, height: 844 }, bypassCSP: true }
    const caller = await Caller.come(stage, `ned ${width}`, look)
    const callee = await Caller.come(stage, `ola ${width}`, look)
    for (const { person } of [caller, callee]) await person.open(`A thread of ${width} pixels`)
    const check = async ({ page }: Caller, where: string): Promise<void> => {
      await page.addScriptTag({ content: await readFile(AXE, 'utf8') })
      const { violations } = await page.evaluate<{ violations: readonly { id: string; help: string }[] }>('axe.run()')
      assert.deepEqual(
        violations.map(({ id, help }) => `${where}: ${id}: ${help}`),
        [],
      )
      assert.ok(!(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')), where)
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/call-${where}-${width}-${colorScheme}.png` })
    }
    if (width < 800) await caller.page.locator('.people summary').click()
    await caller.call(`ola ${width}`)
    await callee.sees('is calling')
    await check(callee, 'rung')
    await check(caller, 'calling')
    await callee.press('Answer')
    await caller.seesPictureOf(`ola ${width}`)
    await caller.page.getByText('Devices').click()
    await check(caller, 'talking')
    await callee.press('Hang up')
    await caller.sees('has hung up.')
    await check(caller, 'over')
  })

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
