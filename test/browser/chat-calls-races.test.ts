/** What goes wrong in calls between pages, and what comes at the same moment. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { seeded } from '../../apps/chat/web/calls/test-world.ts'
import { Caller } from './chat-callers.ts'
import { loggedIn, nodeUser } from './chat-people.ts'
import { useWorkshop } from './workshop-tests.ts'

const RINGS = 30
process.env['CHAT_RINGS_PER_MINUTE'] = String(RINGS)
const stage = useWorkshop([])
const { skip } = stage

test('both call each other at once: one call results', { skip }, async () => {
  const [ada, ben] = await Caller.pair(stage, 'ada', 'ben')
  for (let turn = 0; turn < 3; turn++) {
    await Promise.all([ada.call('ben'), ben.call('ada')])
    await ada.seesPictureOf('ben')
    await ben.seesPictureOf('ada')
    assert.equal(await ada.page.evaluate('counted.connections()'), 1)
    await ada.press('Hang up')
    await ben.sees('ada has hung up.')
    await Promise.all([ada.isQuiet(), ben.isQuiet()])
    await ben.press('Dismiss')
  }
})

test('another page of the same person answers; the first page stops to ring', { skip }, async () => {
  const [cid, dan] = await Caller.pair(stage, 'cid', 'dan')
  const danElsewhere = await dan.elsewhere('cid and dan')
  await cid.call('dan')
  await dan.sees('cid is calling')
  await danElsewhere.press('Answer')
  await dan.sees('You answered cid on another page.')
  await cid.seesPictureOf('dan')
  await danElsewhere.seesPictureOf('cid')
  await dan.isQuiet()
  await cid.press('Hang up')
})

test('a page that is closed in the middle of a call is left behind', { skip }, async () => {
  const [eve, fay] = await Caller.talking(stage, 'eve', 'fay')
  await fay.page.close()
  await eve.sees('fay has hung up.')
  await eve.isQuiet()
})

test('a page that dies in the middle of a call is noticed soon, and left behind', { skip }, async () => {
  const [gus, hal] = await Caller.talking(stage, 'gus', 'hal')
  void hal.page.goto('chrome://crash').catch(() => {})
  await gus.sees(/connection lost; searching another way|hal has hung up/)
  await gus.press('Hang up')
  await gus.isQuiet()
})

test('who is in a call is busy for others', { skip }, async () => {
  const [ida, jon] = await Caller.talking(stage, 'ida', 'jon')
  const kim = await Caller.come(stage, 'kim')
  await kim.person.open('ida and jon')
  await kim.call('jon')
  await kim.sees('jon is in another call.')
  await ida.decodesMore()
  await jon.press('Hang up')
})

test(
  'frames are decoded through a restart of the chat’s router, and the call is ended by a signal after it',
  { skip },
  async () => {
    const [leo, mia] = await Caller.talking(stage, 'leo', 'mia')
    const before = await leo.frames()
    await stage.workshop.killChatPart('router')
    const during = (await leo.frames()) - before
    await Promise.all([leo.person.isConnected(), mia.person.isConnected()])
    await leo.decodesMore()
    assert.ok(during > 0, 'frames were decoded meanwhile')
    assert.deepEqual(
      await leo.page.evaluate('counted.states()'),
      ['connected stable'],
      'and the connection is the same',
    )
    console.log(`# frames during the restart: ${during}`)
    await leo.page.waitForTimeout(5_000) // the new sessions are told from page to page
    await leo.press('Hang up')
    await mia.sees('leo has hung up.')
    await mia.isQuiet()
  },
)

test('signals of strangers, of unknown calls and without end change nothing in a call', { skip }, async () => {
  const [ned, ola] = await Caller.talking(stage, 'ned', 'ola')
  const { client: eve } = await nodeUser(stage, 'evil')
  const joined = await fetch(`http://localhost:${stage.workshop.env['APP_PORT_5']}/thread`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'evil', title: 'ned and ola' }),
  })
  assert.equal(joined.status, 200)
  // A member learns the sessions of others from what they say.
  const sessions: number[] = []
  await eve.subscribe('workshop.typing.ned-and-ola', (_args, _kwargs, { publisher }) => {
    if (typeof publisher === 'number') sessions.push(publisher)
  })
  await ola.person.field.pressSequentially('x')
  while (sessions.length === 0) await ola.page.waitForTimeout(20)
  const answered: unknown[] = []
  await eve.subscribe('workshop.signal.ned-and-ola', (_args, kwargs) => answered.push(kwargs['kind']))
  const say = (kwargs: object) =>
    eve.publish('workshop.signal.ned-and-ola', [], { kwargs, eligible: sessions.slice(0, 1), acknowledge: true })
  const description = { type: 'answer', sdp: 'v=0' }
  await say({ kind: 'description', call: 'unknown', description })
  await say({ kind: 'accept', call: 'unknown' })
  await say({ kind: 'hangup', call: 'unknown' })
  await say({ kind: 'ring', call: 'not a ring: the topic is another', media: 'video' })
  await say({ nonsense: true })
  const candidate = { candidate: 'x'.repeat(100_000) }
  // The router lets half a megabyte a second pass: calls.test.ts has the ten megabytes.
  await Promise.all(Array.from({ length: 10 }, () => say({ kind: 'candidate', call: 'unknown', candidate })))
  await ola.sees('A signal of evil was ignored')
  await ola.decodesMore()
  await ned.decodesMore()
  assert.equal(await ola.page.getByText('is calling').count(), 0)
  assert.deepEqual(answered.slice(0, 2), ['hangup', 'cancel'], 'those that would wait are told; ends are not answered')
  await eve.close()
  await ola.press('Hang up')
  await ned.sees('ola has hung up.')
})

test('somebody who rings without end is refused, and told', { skip }, async () => {
  const [pia, quin] = await Caller.pair(stage, 'pia', 'quin')
  for (let turn = 0; turn < 3; turn++) {
    await pia.call('quin')
    await pia.press('Hang up')
  }
  // By the buttons alone a busy machine may need more than the minute in which rings are counted.
  const { client } = await loggedIn(stage, 'pia', pia.person.password)
  for (let turn = 0; turn < RINGS; turn++)
    await client
      .publish('workshop.ring.pia-and-quin', [], {
        kwargs: { kind: 'ring', call: `call ${turn}`, media: 'video' },
        eligibleAuthid: ['elsewhere'],
        acknowledge: true,
      })
      .catch(() => {})
  await client.close()
  await pia.call('quin')
  await pia.sees('The chat refused this ring. You may have rung too often')
  await pia.isQuiet()
  await quin.isQuiet()
})

test('rings, answers and ends at random moments leave no call half open', { skip }, async () => {
  const [rob, sam] = await Caller.pair(stage, 'rob', 'sam')
  const random = seeded(12)
  const clicked: string[] = []
  for (let turn = 0; turn < 60; turn++) {
    const one = random() < 0.5 ? rob : sam
    const name = await one.page.evaluate<string>(`{
      const wanted = /^(Call (rob|sam)|Answer|Decline|Hang up|Camera o.*|Mute|Stop calling .*)$/
      const found = [...document.querySelectorAll('button')].filter(({ textContent }) => wanted.test(textContent))
      const button = found[Math.floor(${random()} * found.length)]
      button?.click()
      button?.textContent ?? ''
    }`)
    if (name !== '') clicked.push(name)
    await one.page.waitForTimeout(Math.floor(random() * 150))
  }
  console.log(`# ${clicked.length} clicks`)
  for (const one of [rob, sam])
    await one.page.evaluate(`{
      for (const name of ['Hang up', 'Decline'])
        [...document.querySelectorAll('button')].find((button) => button.textContent === name)?.click()
    }`)
  await Promise.all([rob.isQuiet(), sam.isQuiet()])
  await rob.until(`!document.body.innerText.includes('is calling')`)
  // And calls still work.
  await rob.call('sam')
  await sam.press('Answer')
  await rob.seesPictureOf('sam')
  await rob.press('Hang up')
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
