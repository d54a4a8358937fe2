/** Lesson 4: a guest worker decides who may log in, and what Bob may do. */
import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--all']) // with the app, which the authenticator asks about strangers
const { skip } = stage
const FOLDER = '4-dynamic-authentication'
const PROGRAM = `${FOLDER}/router/authenticator.ts`

async function tab(): Promise<LessonPage> {
  return LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/4/`)
}

/** Saves a program, and waits until the router has restarted it and its output matches. */
async function teach(source: string, says: RegExp): Promise<void> {
  const { workshop } = stage
  const { mark } = workshop
  await cp(workshop.file(`${FOLDER}/${source}`), workshop.file(PROGRAM))
  await workshop.says(says, mark)
}

const logIn = (name: string, token: string): string => `wsWorkshop.setAuth('${name}', '${token}').connect() && true`

test('nothing connects until it is asked for', { skip }, async () => {
  const page = await tab()
  assert.equal(await page.page.locator('.frame').count(), 0)
  assert.equal(await page.type('typeof login'), 'function')
  await page.page.context().close()
})

test(
  'login() asks the app on this host, uses the token that it gives, and says it when no app is there',
  { skip },
  async () => {
    const page = await tab()
    const app = `http://localhost:${stage.workshop.env['APP_PORT_4']}/login`
    await page.page.route(app, (route) => route.abort('connectionrefused'))
    await page.type(`login('alice', 'secret')`)
    await page.consoleSays(/No app answers at http:\/\/localhost:\d+/)
    await page.page.unroute(app)
    let asked: unknown
    await page.page.route(app, async (route) => {
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type' }
      if (route.request().method() === 'POST') asked = route.request().postDataJSON()
      await route.fulfill({ headers, json: { token: 'changeme' } })
    })
    await page.type(`login('alice', 'secret')`)
    await page.consoleSays(/Logged in as alice\. Now connect\(\)/)
    assert.deepEqual(asked, { name: 'alice', password: 'secret' })
    assert.deepEqual(page.complaints, [])
    await page.page.context().close()
  },
)

test('without the authenticator no client gets in, and the router’s log says why', { skip }, async () => {
  const { workshop } = stage
  const { mark } = workshop
  await workshop.useConfig(4, `${FOLDER}/finished/config.json`)
  const page = await tab()
  await page.run('ask-from-now-on')
  await page.check('ask-from-now-on')
  await workshop.says(/no authenticator is registered for `workshop\.auth` yet/, mark)
  await page.page.context().close()
})

test('the saved authenticator is restarted, accepts Alice, and refuses a wrong secret', { skip }, async () => {
  await teach('finished/authenticator.ts', /I registered 'workshop\.permissions'/)
  const page = await tab()
  await page.run('know-your-users', 0)
  await page.check('know-your-users', 1)
  await page.consoleSays(/Connected to ws-workshop as alice, role basic-user/)
  await page.run('know-your-users', 1)
  await page.check('know-your-users', 2)
  await page.check('know-your-users', 3)
  for (const [name, token] of [
    ['alice', 'wrong'],
    ['eve', 'guessed'],
  ] as const) {
    const mark = page.console.length
    await page.type(logIn(name, token))
    await page.consoleSays(/No connection to .*wamp\.error\.authentication_denied/, mark)
  }
  assert.deepEqual(page.complaints, [])
  await page.page.context().close()
})

test(
  'Bob is asked about: refused on test, let into the chat, and asked once where the answer may serve again',
  { skip },
  async () => {
    const page = await tab()
    const { mark } = stage.workshop
    await page.run('decide-each-time', 0)
    await page.check('decide-each-time', 1)
    await page.run('decide-each-time', 1)
    await page.check('decide-each-time', 2)
    await page.consoleSays(/Published to workshop\.chat/)
    await page.type(`wsWorkshop.pub(['again'], 'workshop.chat') && true`)
    await stage.workshop.says(/'bob' \(\d+\) wants to publish: workshop\.chat/, mark)
    const asked = stage.workshop.output.match(/wants to publish: workshop\.chat/g) ?? []
    assert.equal(asked.length, 1)
    await page.page.context().close()
  },
)

test('requests before the connection is open wait, in order', { skip }, async () => {
  const page = await tab()
  await page.type(
    `wsWorkshop.setAuth('alice', 'changeme').connect().sub(null, 'workshop.chat').pub(['at once'], 'workshop.chat') && true`,
  )
  await page.consoleSays(/Published to workshop\.chat/)
  const said = page.console.join('\n')
  assert.match(
    said,
    /Connected to ws-workshop as alice[\s\S]*Subscribed to workshop\.chat[\s\S]*Published to workshop\.chat/,
  )
  await page.page.context().close()
})

test('Alice gets the message of Bob, with his name', { skip }, async () => {
  const [alice, bob] = [await tab(), await tab()]
  await alice.type(logIn('alice', 'changeme'))
  await alice.type(`wsWorkshop.sub(null, 'workshop.chat') && true`)
  await alice.consoleSays(/Subscribed to workshop\.chat/)
  await bob.type(logIn('bob', 'password123'))
  await bob.type(`wsWorkshop.pub(['hi'], 'workshop.chat') && true`)
  await alice.consoleSays(/An event on workshop\.chat: \[hi\]/)
  await alice.page.context().close()
  await bob.page.context().close()
})

test('a config that is saved broken changes nothing, and the log names the place', { skip }, async () => {
  const { workshop } = stage
  const { mark } = workshop
  const file = workshop.file(`${FOLDER}/router/.crossbar/config.json`)
  const whole = await readFile(file, 'utf8')
  await writeFile(file, whole.slice(0, whole.length / 2))
  await workshop.says(/router 4 .*cannot be used: nothing was changed/, mark)
  const page = await tab()
  await page.type(logIn('alice', 'changeme'))
  await page.consoleSays(/Connected to ws-workshop as alice/)
  await writeFile(file, whole)
  await page.page.context().close()
})

test('bin/run-crossbar with skip shows the output of the authenticator, not that of the router', { skip }, async () => {
  const page = await tab()
  let isHeard = false
  const lines = stage.workshop.followGuests(4, /wants to log in/).finally(() => (isHeard = true))
  // It follows the log only once it has reached the workshop. No event shows that, so log-ins are repeated until one is printed.
  while (!isHeard) {
    await page.type(logIn('alice', 'changeme'))
    await page.page.waitForTimeout(200)
  }
  assert.doesNotMatch(await lines, /WELCOME|CHALLENGE/)
  await page.page.context().close()
})
