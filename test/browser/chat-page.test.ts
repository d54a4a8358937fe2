/** The page of the finished chat in real Chromium, with several people. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { afterEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Route } from 'playwright-core'
import { asked, nodeUser, Person } from './chat-people.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))
const MOST_SCRIPT_BYTES = 60_000
/** A busy machine may need this long to show a history. */
const READING_MS = 60_000

test('two people talk in an open thread: messages, who is here, who is typing', { skip }, async () => {
  const ada = await Person.come(stage, 'ada')
  const ben = await Person.come(stage, 'ben')
  await ada.open('Tea time')
  await ben.open('Tea time')
  await ada.sees('Here now: 2')
  await ada.page.locator('.people').getByText('ben', { exact: true }).waitFor()

  await ben.field.pressSequentially('hel')
  await ada.sees('ben is typing')
  await ben.say('hello <b>ada</b>')
  await ada.message('hello <b>ada</b>').waitFor()
  await ben.message('hello <b>ada</b>').waitFor()
  assert.equal(await ben.page.locator('.message').count(), 1)
  assert.equal(await ada.page.getByText('ben is typing').count(), 0)

  await ben.page.close()
  await ada.sees('Here now: 1')
})

/** Scrolls to the top until a message is shown. */
async function readUpTo(person: Person, text: string): Promise<void> {
  const message = person.message(text)
  for (const until = Date.now() + READING_MS; Date.now() < until && (await message.count()) === 0;) await toTop(person)
  await message.waitFor()
}

test('the history is read upward to its first message', { skip }, async () => {
  const { client, token } = await nodeUser(stage, 'cid')
  await asked(stage, 'APP_PORT_5', '/thread', { title: 'Long story' }, token)
  for (let number = 1; number <= 130; number++)
    await client.call('workshop.chat.post', ['long-story', `id${number}`, `line ${number} of 130`])
  const dan = await Person.come(stage, 'dan')
  await dan.open('Long story')

  await dan.message('line 130 of 130').waitFor()
  assert.equal(await dan.message('line 1 of 130').count(), 0)
  await readUpTo(dan, 'line 1 of 130')
  assert.equal(await dan.page.locator('.message').count(), 130)

  await client.call('workshop.chat.post', ['long-story', 'late', 'a late one'])
  await dan.message('a late one').waitFor()
  await client.close()
})

const OLDER = /\/messages\?.*before=/

/** A person, and a thread of 180 messages, of which the page shows the last 50 at first. */
async function reader(name: string, title: string): Promise<Person> {
  const { client: writer, token } = await nodeUser(stage, `${name}s-friend`)
  await using client = writer
  await asked(stage, 'APP_PORT_5', '/thread', { title }, token)
  const permalink = title.toLowerCase().replaceAll(' ', '-')
  for (let number = 1; number <= 180; number++)
    await client.call('workshop.chat.post', [permalink, `id${number}`, `line ${number}`])
  return Person.come(stage, name)
}

/** Scrolls to the top, and waits until the page has handled the scroll event. */
async function toTop({ page }: Person): Promise<void> {
  await page.evaluate("document.querySelector('.messages').scrollTop = 0")
  await page.evaluate(TWO_FRAMES)
}

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'

test(
  'a reader at the top gets what is older: after another load, and above a page without messages',
  { skip },
  async () => {
    const rita = await reader('rita', 'Slow story')
    const members = Promise.withResolvers<void>()
    await rita.page.route(/\/members$/, async (route) => {
      await members.promise
      await route.continue()
    })
    await rita.open('Slow story')
    await rita.message('line 180').waitFor()
    await toTop(rita)
    assert.equal(await rita.message('line 130').count(), 0) // the members are still on their way
    members.resolve()
    await rita.message('line 130').waitFor()

    const withoutMessages = async (route: Route): Promise<void> => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), messages: [] } })
    }
    await rita.page.route(OLDER, withoutMessages, { times: 1 })
    await toTop(rita)
    await rita.message('line 30').waitFor()
    assert.equal(await rita.message('line 80').count(), 0)
  },
)

test('a new message does not move what a reader at the top sees', { skip }, async () => {
  const { client: writer, token } = await nodeUser(stage, 'rabia')
  await using client = writer
  await asked(stage, 'APP_PORT_5', '/thread', { title: 'Short story' }, token)
  for (let number = 1; number <= 40; number++)
    await client.call('workshop.chat.post', ['short-story', `id${number}`, `line ${number}`])
  const ray = await Person.come(stage, 'ray')
  await ray.open('Short story')
  await ray.message('line 1').waitFor()
  await toTop(ray)
  await ray.page.evaluate("document.querySelector('.messages').scrollTop = 20")
  await ray.page.evaluate(TWO_FRAMES)
  await client.call('workshop.chat.post', ['short-story', 'late', 'a late one'])
  await ray.message('a late one').waitFor({ state: 'attached' })
  await ray.page.evaluate(TWO_FRAMES)
  assert.equal(await ray.page.evaluate("document.querySelector('.messages').scrollTop"), 20)
})

test('a page of older messages is asked for once, whatever else is loaded meanwhile', { skip }, async () => {
  const rosa = await reader('rosa', 'Full story')
  await rosa.open('Full story')
  await rosa.message('line 180').waitFor()
  await rosa.page.locator('.people').getByText('rosa', { exact: true }).waitFor()
  const older = Promise.withResolvers<void>()
  let asked = 0
  await rosa.page.route(OLDER, async (route) => {
    asked++
    await older.promise
    await route.continue()
  })
  await toTop(rosa)
  const ruth = await Person.come(stage, 'ruth')
  await ruth.open('Full story')
  await rosa.page.locator('.people').getByText('ruth', { exact: true }).waitFor() // the members were loaded again
  await rosa.page.evaluate(TWO_FRAMES)
  older.resolve()
  await rosa.message('line 130').waitFor()
  assert.equal(asked, 1)
})

test('a page of older messages that fails is asked for once, and again by the button', { skip }, async () => {
  const rolf = await reader('rolf', 'Lost story')
  await rolf.open('Lost story')
  await rolf.message('line 180').waitFor()
  await rolf.page.locator('.people').getByText('rolf', { exact: true }).waitFor() // all is loaded
  let asked = 0
  await rolf.page.route(OLDER, (route) => {
    asked++
    return route.abort('connectionrefused')
  })
  await toTop(rolf)
  await rolf.page.locator('.problem').first().waitFor()
  await toTop(rolf)
  assert.equal(asked, 1)

  await rolf.page.unroute(OLDER)
  await rolf.page.getByRole('button', { name: 'Older messages' }).click()
  await rolf.message('line 130').waitFor()
})

test('a new message changes no row that is shown already', { skip }, async () => {
  const { client: speaker, token } = await nodeUser(stage, 'cleo')
  await using client = speaker
  await asked(stage, 'APP_PORT_5', '/thread', { title: 'Rows' }, token)
  const say = (number: number) => client.call('workshop.chat.post', ['rows', `id${number}`, `line ${number} of all`])
  for (let number = 1; number <= 170; number++) await say(number)
  const dana = await Person.come(stage, 'dana')
  await dana.open('Rows')
  const first = dana.message('line 1 of all')
  await readUpTo(dana, 'line 1 of all')
  await dana.page.locator('.messages').evaluate((list: { scrollTop: number; scrollHeight: number }) => {
    list.scrollTop = list.scrollHeight
  })
  await first.waitFor({ state: 'detached' }) // the rows above have made way
  await dana.say('mine')
  await dana.message('mine').waitFor()
  await dana.page.locator('.message .delivery').waitFor({ state: 'detached' })
  await dana.page.evaluate(`
    globalThis.changed = []
    new MutationObserver((records) => {
      for (const { type, target, addedNodes, removedNodes } of records)
        changed.push(type + ' ' + target.className + ' +' + addedNodes.length + ' -' + removedNodes.length)
    }).observe(document.querySelector('.messages'), { childList: true, subtree: true, characterData: true, attributes: true })
  `)
  await say(171)
  await dana.message('line 171 of all').waitFor()

  assert.deepEqual(await dana.page.evaluate('changed'), ['childList messages +1 -0'])
})

test('what was written without a connection is sent once it is back, and only once', { skip }, async () => {
  const eve = await Person.come(stage, 'eve')
  const fay = await Person.come(stage, 'fay')
  await eve.open('Far away')
  await fay.open('Far away')
  let isCut = true
  await eve.page.routeWebSocket(/\/ws$/, (socket) => {
    if (isCut) void socket.close({ code: 1011 })
    else socket.connectToServer()
  })
  await eve.page.reload()
  await eve.page.getByLabel('Name').fill('eve')
  await eve.page.getByLabel('Password').fill(eve.password)
  await eve.page.getByRole('button', { name: 'Log in' }).click()
  await eve.sees('no connection')
  await eve.isIn('Far away')
  await eve.say('are you there?')
  await eve.sees('sending …')

  await fay.say('meanwhile')
  isCut = false
  await fay.message('are you there?').waitFor()
  await eve.message('meanwhile').waitFor()
  assert.equal(await eve.message('are you there?').count(), 1)
  assert.equal(await fay.message('are you there?').count(), 1)
  await eve.isConnected()
})

test(
  'a private thread: its maker adds a member, removes the member, and nothing is heard any more',
  { skip },
  async () => {
    const gus = await Person.come(stage, 'gus')
    const hal = await Person.come(stage, 'hal')
    await gus.open('Secret plans', { isPrivate: true })
    await hal.page.getByLabel('Make or join a thread').fill('Secret plans')
    await hal.page.getByRole('button', { name: 'Make or join' }).click()
    await hal.sees('This title belongs to a private thread.')

    await gus.page.getByLabel('Add a member').fill('hal')
    await gus.page.getByRole('button', { name: 'Add', exact: true }).click()
    await hal.follow('Secret plans')
    await gus.sees('Here now: 2')
    await gus.page.getByRole('button', { name: 'Remove hal' }).click()
    await hal.sees('You are not a member of this thread any more.')
    await gus.say('alone again')
    await gus.message('alone again').waitFor()
    assert.equal(await hal.message('alone again').count(), 0)
    assert.equal(await hal.field.count(), 0)
  },
)

test('messages in another thread are counted until they are read', { skip }, async () => {
  const ida = await Person.come(stage, 'ida')
  const jon = await Person.come(stage, 'jon')
  for (const one of [ida, jon]) await one.open('Market')
  await jon.say('seen at once')
  await ida.message('seen at once').waitFor()
  await ida.open('Elsewhere')
  await jon.say('apples')
  await jon.say('pears')
  await ida.page.getByRole('link', { name: 'Market 2 unread' }).waitFor()
  await ida.follow('Market')
  await ida.message('pears').waitFor()
  assert.equal(await ida.page.getByText('unread').count(), 0)
})

test('a message to everybody is shown on every page, and can be put away', { skip }, async () => {
  const kim = await Person.come(stage, 'kim')
  await asked(stage, 'APP_PORT_6', '/broadcast', { user: 'RichardIII', password: 'abc123', message: 'Tea is ready' })
  await kim.sees('Tea is ready')
  await kim.page.getByRole('button', { name: 'Dismiss' }).click()
  assert.equal(await kim.page.getByText('Tea is ready').count(), 0)
})

test(
  'the messages of somebody who is blocked are hidden; one’s own can be deleted, on every page',
  { skip },
  async () => {
    const leo = await Person.come(stage, 'leo')
    const mia = await Person.come(stage, 'mia')
    for (const one of [leo, mia]) await one.open('Garden')
    await leo.say('weeds')
    await mia.message('weeds').waitFor()
    await mia.page.getByRole('button', { name: 'Block leo' }).click()
    await mia.sees('A message of leo, whom you have blocked.')
    assert.equal(await mia.message('weeds').count(), 0)
    await mia.page.getByRole('button', { name: 'Unblock leo' }).click()
    await mia.message('weeds').waitFor()

    await leo.page.getByRole('button', { name: 'Delete “weeds”' }).click()
    for (const one of [leo, mia]) await one.message('weeds').waitFor({ state: 'detached' })
    assert.equal(await mia.page.getByText('Nobody has said anything here yet.').count(), 1)
  },
)

test('a draft survives a reload; the token is nowhere but in memory', { skip }, async () => {
  const ned = await Person.come(stage, 'ned')
  await ned.open('Letters')
  await ned.field.fill('Dear Sir')
  const { token } = (await asked(stage, 'APP_PORT_4', '/login', { name: 'ned', password: ned.password })) as {
    token: string
  }
  const kept = await ned.page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
  )
  assert.ok(kept.includes('Dear Sir'))
  assert.ok(!kept.includes(token))
  await ned.page.reload()
  await ned.logIn()
  await ned.isIn('Letters')
  assert.equal(await ned.field.inputValue(), 'Dear Sir')
})

test('a token that is revoked leads back to the log-in, which says why', { skip }, async () => {
  const ola = await Person.come(stage, 'ola')
  const { token } = (await asked(stage, 'APP_PORT_4', '/login', { name: 'ola', password: ola.password })) as {
    token: string
  }
  await asked(stage, 'APP_PORT_4', '/logout', {}, token)
  await ola.sees('Your log-in has ended. Log in again.')
  await ola.logIn()
  await ola.page.getByRole('button', { name: 'Log out' }).click()
  await ola.page.getByRole('heading', { name: 'Log in to the chat' }).waitFor()
})

test('a wrong password, and a name that is taken, are told at the field', { skip }, async () => {
  const pia = await Person.come(stage, 'pia')
  await pia.page.reload()
  await pia.page.getByLabel('Name').fill('pia')
  await pia.page.getByLabel('Password').fill('wrong')
  await pia.page.getByRole('button', { name: 'Log in' }).click()
  await pia.page.getByRole('alert').waitFor()
  await pia.page.getByRole('button', { name: 'I am new here' }).click()
  await pia.page.getByLabel('Name').fill('pia')
  await pia.page.getByRole('button', { name: 'Register' }).click()
  await pia.sees('This name is taken.')
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 390],
] as const)
  test(`axe finds nothing at ${width} pixels (${colorScheme}); nothing is too wide`, { skip }, async () => {
    const name = `quin ${width}`
    const person = await Person.come(stage, name, {
      ...{ colorScheme, viewport: { width, height: 844 }, bypassCSP: true },
    })
    const check = async (where: string): Promise<void> => {
      await person.page.addScriptTag({ content: await readFile(AXE, 'utf8') })
      const { violations } = await person.page.evaluate<{ violations: readonly { id: string; help: string }[] }>(
        'axe.run()',
      )
      assert.deepEqual(
        violations.map(({ id, help }) => `${where}: ${id}: ${help}`),
        [],
      )
      assert.ok(!(await person.page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')), where)
    }
    await check('empty')
    await person.open(`A thread of ${width} pixels`, { isPrivate: true })
    await person.say('something short')
    await person.say(`something long ${'w'.repeat(400)}`)
    await person.message('something short').waitFor()
    await check('thread')
    if (process.env['SHOTS']) await person.page.screenshot({ path: `${process.env['SHOTS']}/chat-${width}.png` })
    await person.page.reload()
    await check('log-in')
    if (process.env['SHOTS']) await person.page.screenshot({ path: `${process.env['SHOTS']}/log-in-${width}.png` })
  })

test('the script is small, and the policy names the ports that the page may speak to', { skip }, async () => {
  const script = await fetch(`${stage.workshop.url}/assets/chat.js`)
  assert.ok(gzipSync(Buffer.from(await script.arrayBuffer())).length <= MOST_SCRIPT_BYTES)
  const policy = (await fetch(`${stage.workshop.url}/chat/`)).headers.get('content-security-policy') ?? ''
  const { CHAT_PORT, APP_PORT_4, APP_PORT_5, APP_PORT_6 } = stage.workshop.env
  const app = [APP_PORT_4, APP_PORT_5, APP_PORT_6].map((port) => `http://localhost:${port}`).join(' ')
  assert.ok(policy.includes(`connect-src 'self' ws://localhost:${CHAT_PORT} ${app};`), policy)
  assert.ok(policy.includes("script-src 'self';"), policy)
})

// Pages that are left open go on asking, and sending pictures.
afterEach(async () => {
  if (!skip) await Promise.all(stage.browser.contexts().map((context) => context.close()))
})
