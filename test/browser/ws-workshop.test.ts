/** The object `wsWorkshop` of lessons 3 to 6 has the methods, defaults and names that scripts of the reference use. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop(['--no-chat'])
const { skip } = stage

/** What a page asks for, as it would go to the router. */
const ASKED = `
  window.asked = []
  class Connection {
    constructor({ realm, authid, authmethods }) { asked.push(['connect', realm, authid, authmethods.join()]) }
    isConnected = false
    open() {
      const ask = (kind) => (...given) => (asked.push([kind, ...given.filter((one) => typeof one !== 'function')]), Promise.resolve(1))
      const session = { isOpen: true, subscribe: ask('subscribe'), publish: ask('publish'), call: ask('call'), register: ask('register') }
      this.onopen(session, {})
    }
  }
  window.autobahn = { ...autobahn, Connection }`

async function asks(lesson: number, code: string): Promise<unknown> {
  const context = await stage.browser.newContext()
  const { page } = await LessonPage.open(context, `${stage.workshop.url}/${lesson}/`)
  await page.evaluate(ASKED)
  await page.evaluate(code)
  // A connection that the page has opened by itself is closed first.
  await page.waitForFunction('asked.length > 1')
  const asked = await page.evaluate('asked')
  await context.close()
  return asked
}

test('lesson 3 takes the arguments first, subscribes on connect, and publishes to others only', { skip }, async () => {
  assert.deepEqual(await asks(3, 'wsWorkshop.connect().pub().call().reg().pub([1], "other")'), [
    ['connect', 'somewhere-else', 'arnold', 'wampcra'],
    ['subscribe', 'test'],
    ['publish', 'test', ['abc', 1], {}, { acknowledge: true }],
    ['call', 'add', [1, 2]],
    ['register', 'test'],
    ['publish', 'other', [1], {}, { acknowledge: true }],
  ])
})

test('lesson 4 logs in with a name and a token, and has defaults', { skip }, async () => {
  assert.deepEqual(await asks(4, 'wsWorkshop.setAuth("alice", "x").connect().sub().pub().call().reg()'), [
    ['connect', 'ws-workshop', 'alice', 'wampcra'],
    ['subscribe', 'test'],
    ['publish', 'test', ['abc', 1], {}, { acknowledge: true }],
    ['call', 'test', ['abc', 1]],
    ['register', 'test'],
  ])
})

for (const lesson of [5, 6])
  test(
    `lesson ${lesson} puts the prefix before the bare name of a thread, and asks for its subscribers`,
    { skip },
    async () => {
      const code =
        'wsWorkshop.setAuth("ann", "x").connect().sub("tea").pub("tea", "hi").call("tea").sub("workshop.broadcast")'
      assert.deepEqual(await asks(lesson, code), [
        ['connect', 'ws-workshop', 'ann', 'wampcra'],
        ['subscribe', 'workshop.chat.tea'],
        ['publish', 'workshop.chat.tea', ['hi'], {}, { acknowledge: true, exclude_me: false }],
        ['call', 'workshop.subscribers', ['workshop.chat.tea']],
        ['subscribe', 'workshop.broadcast'],
      ])
    },
  )

/** Connections that open when the test says so. */
const SLOW = `
  window.opened = []
  window.ended = []
  window.called = []
  class Connection {
    isConnected = false
    open() { opened.push(this) }
    close() { ended.push(opened.indexOf(this)) }
    isUp() {
      const call = (procedure) => (called.push([opened.indexOf(this), procedure]), Promise.resolve(1))
      this.onopen({ isOpen: true, call }, {})
    }
  }
  window.autobahn = { ...autobahn, Connection }`

for (const [lesson, connect] of [
  [2, 'wsWorkshop.connectAgain()'],
  [4, 'wsWorkshop.setAuth("alice", "x").connect()'],
] as const)
  test(
    `in lesson ${lesson} a connection that opens after it was replaced is closed, and not used`,
    { skip },
    async () => {
      const context = await stage.browser.newContext()
      const { page } = await LessonPage.open(context, `${stage.workshop.url}/${lesson}/`)
      await page.evaluate(SLOW)
      for (const count of [1, 2]) {
        await page.evaluate(`${connect} && undefined`)
        await page.waitForFunction(`opened.length === ${count}`) // one of the page itself is closed first
      }
      await page.evaluate('opened[1].isUp()')
      await page.evaluate('opened[0].isUp()')
      await page.evaluate(`opened[0].onclose('closed', {})`)
      await page.evaluate('wsWorkshop.call() && undefined')

      assert.deepEqual(await page.evaluate('[called.map(([which]) => which), ended]'), [[1], [0]])
      await context.close()
    },
  )

test('what is asked before the connection opens waits for it, in order', { skip }, async () => {
  const code = 'wsWorkshop.setAuth("ann", "x").sub("tea").pub("tea", "hi").connect()'
  const asked = (await asks(6, code)) as readonly (readonly unknown[])[]
  assert.deepEqual(
    asked.map(([kind]) => kind),
    ['connect', 'subscribe', 'publish'],
  )
})
