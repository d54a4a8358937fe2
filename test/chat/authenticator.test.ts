import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { Access, YES_MS_WITH_CHANGES } from '../../apps/chat/workers/app/access.ts'
import { AppHttp } from '../../apps/chat/workers/app/app-http.ts'
import { startAuthenticator } from '../../apps/chat/workers/authenticator/authenticator-worker.ts'
import { RingLimit } from '../../apps/chat/workers/authenticator/ring-limit.ts'
import { startChatRouter, testPart, testSettings, until } from './chat-router.ts'
import type { TestRouter } from './chat-router.ts'
import { FakeApp } from './fake-app.ts'

interface Chat extends TestRouter {
  readonly app: FakeApp
  restart(): Promise<void>
}

const ignore = (): void => undefined

async function withAuthenticator(body: (chat: Chat) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'authenticator-'))
  await using app = await FakeApp.start()
  app.addUser('ada', 'tea')
  app.addUser('ben', 'tea')
  app.addUser('eve')
  await using chat = await startChatRouter(await testSettings())
  const start = () => {
    const http = new AppHttp(undefined)
    return startAuthenticator({
      ...{ part: testPart(), http, client: chat.worker('authenticator') },
      access: new Access(http, app.url, YES_MS_WITH_CHANGES),
      rings: new RingLimit(3),
      authUrl: app.url,
      positionFile: join(folder, 'position'),
    })
  }
  let stop = await start()
  // The other workers are not needed here.
  const recorder = chat.worker('recorder')
  await recorder.register('workshop.chat.post', (_args, _kwargs, { caller_authid }) => caller_authid)
  await recorder.subscribe('workshop.chat.', ignore, { match: 'prefix' })
  await chat.worker('presence').register('workshop.subscribers', () => '[]')
  await chat.router.openToAll()
  try {
    await body({
      ...chat,
      app,
      async restart() {
        await stop()
        stop = await start()
      },
    })
  } finally {
    await stop()
    await rm(folder, { recursive: true })
  }
}

const refusedWith = async (client: Client): Promise<string> =>
  client.opened().then(
    () => 'let in',
    (error: unknown) => (error instanceof WampError ? error.uri : String(error)),
  )

const denied = (error: unknown): boolean => error instanceof WampError && error.uri === 'wamp.error.not_authorized'

test('a user of the app logs in with the token, and gets the role app-user', () =>
  withAuthenticator(async ({ user }) => {
    assert.equal((await user('ada').opened()).authrole, 'app-user')
    assert.notEqual(await refusedWith(user('ada', 'a wrong token')), 'let in')
  }))

test('a name is spelled as the app spells it', () =>
  withAuthenticator(async ({ user, app }) => {
    app.tokens.set(' Zoe\u0308 ', 'token of Zoë') // as the app would answer
    assert.equal((await user(' Zoe\u0308 ', 'token of Zoë').opened()).authid, 'Zoë')
  }))

test('unknown users get the role blocked, and so do alice, bob and the workers’ names', () =>
  withAuthenticator(async ({ user, app }) => {
    app.addUser('alice')
    for (const name of ['nobody', 'alice', 'bob', 'recorder', '']) {
      const client = user(name, '')
      assert.equal((await client.opened()).authrole, 'blocked', name)
      await assert.rejects(client.subscribe('workshop.chat.tea', ignore), denied)
      await assert.rejects(client.call('workshop.chat.post', []), denied)
    }
    assert.notEqual(await refusedWith(user('alice', 'changeme')), 'let in')
  }))

test('a new token counts at once', () =>
  withAuthenticator(async ({ user, app }) => {
    await user('ada').opened()
    app.tokens.set('ada', 'a newer token')

    await user('ada', 'a newer token').opened()
  }))

test('while the app is down a log-in is refused for the moment: the client tries again by itself', () =>
  withAuthenticator(async ({ user, app }) => {
    app.isBroken = true
    const client = user('ada')
    await until(() => client.status.state === 'reconnecting')
    assert.equal(client.status.state === 'reconnecting' && client.status.reason, 'wamp.error.unavailable')
    app.isBroken = false

    assert.equal((await client.opened()).authrole, 'app-user')
  }))

test('members subscribe and publish; others do not', () =>
  withAuthenticator(async ({ user }) => {
    const [ada, ben, eve] = [user('ada'), user('ben'), user('eve')]
    const heard: unknown[] = []
    await ada.subscribe('workshop.chat.tea', (args, _kwargs, { publisher_authid }) =>
      heard.push([args[0], publisher_authid]),
    )
    await ben.publish('workshop.chat.tea', ['hi'], { acknowledge: true })
    await until(() => heard.length === 1)
    assert.deepEqual(heard, [['hi', 'ben']])

    await assert.rejects(eve.subscribe('workshop.chat.tea', ignore), denied)
    await assert.rejects(eve.publish('workshop.chat.tea', ['hi'], { acknowledge: true }), denied)
    await assert.rejects(ada.publish('workshop.presence.tea', [], { acknowledge: true }), denied)
    await assert.rejects(ada.publish('workshop.deleted.tea', [], { acknowledge: true }), denied)
    await assert.rejects(ada.publish('workshop.broadcast', ['hi'], { acknowledge: true }), denied)
    await assert.rejects(ada.register('workshop.auth', ignore), denied)
    await eve.subscribe('workshop.broadcast', ignore)
  }))

test('prefix and wildcard subscriptions are refused, to members too', () =>
  withAuthenticator(async ({ user }) => {
    const ada = user('ada')
    for (const [topic, match] of [
      ['workshop.chat.t', 'prefix'],
      ['workshop.chat.tea', 'prefix'],
      ['workshop.chat.', 'prefix'],
      ['workshop..tea', 'wildcard'],
      ['', 'prefix'],
    ] as const)
      await assert.rejects(ada.subscribe(topic, ignore, { match }), WampError, topic)
  }))

test('a procedure learns who calls', () =>
  withAuthenticator(async ({ user }) => {
    assert.equal((await user('ada').call('workshop.chat.post', [])).value, 'ada')
  }))

test('a membership that is taken away ends the subscriptions, of all tabs', () =>
  withAuthenticator(async ({ user, app }) => {
    const tabs = [user('ada'), user('ada')]
    const ben = user('ben')
    const topics = ['chat', 'deleted', 'presence', 'typing', 'ring', 'signal'].map((kind) => `workshop.${kind}.tea`)
    const theirs = await Promise.all(tabs.flatMap((tab) => topics.map((topic) => tab.subscribe(topic, ignore))))
    const bens = await ben.subscribe('workshop.chat.tea', ignore)
    for (const tab of tabs) await tab.publish('workshop.chat.tea', ['hi'], { acknowledge: true }) // the router keeps a yes
    app.endMembership('ada', 'tea')
    const ends = await Promise.all(theirs.map(({ ended }) => ended))

    assert.deepEqual(new Set(ends.map(({ reason }) => reason)), new Set(['workshop.error.no_access']))
    for (const tab of tabs) {
      await assert.rejects(tab.publish('workshop.chat.tea', ['hi'], { acknowledge: true }), denied)
      await assert.rejects(tab.subscribe('workshop.chat.tea', ignore), denied)
    }
    assert.ok(bens.id > 0, 'another member stays')
    await ben.publish('workshop.chat.tea', ['hi'], { acknowledge: true })
  }))

test('a member that is added again comes in at once', () =>
  withAuthenticator(async ({ user, app }) => {
    const eve = user('eve')
    await assert.rejects(eve.subscribe('workshop.chat.tea', ignore), denied)
    app.members.add('tea eve')

    await eve.subscribe('workshop.chat.tea', ignore)
  }))

test('a token that ends takes its sessions with it, and no others', () =>
  withAuthenticator(async ({ user, app }) => {
    const old = user('ada')
    await old.opened()
    app.tokens.set('ada', 'a newer token')
    const renewed = user('ada', 'a newer token')
    await renewed.opened()
    app.endToken('ada', 'token of ada')

    await until(() => old.status.state === 'refused')
    assert.equal(old.status.state === 'refused' && old.status.reason, 'workshop.close.token_ended')
    assert.equal(renewed.status.state, 'connected')
  }))

test('a user that is deleted is sent away', () =>
  withAuthenticator(async ({ user, app }) => {
    const ada = user('ada')
    await ada.opened()
    app.tokens.delete('ada')
    app.change({ kind: 'user_deleted', user: 'ada' })

    await until(() => ada.status.state === 'refused')
  }))

test('what was taken away while the authenticator was down takes effect when it is back', () =>
  withAuthenticator(async ({ user, app, restart }) => {
    const [ada, ben] = [user('ada'), user('ben')]
    const subscription = await ada.subscribe('workshop.chat.tea', ignore)
    await ben.opened()
    const again = restart()
    app.endMembership('ada', 'tea')
    app.endToken('ben')
    await again

    assert.equal((await subscription.ended).reason, 'workshop.error.no_access')
    await until(() => ben.status.state === 'refused')
  }))

test('a follower that missed changes asks about everything again', () =>
  withAuthenticator(async ({ user, app }) => {
    const [ada, ben] = [user('ada'), user('ben')]
    const adas = await ada.subscribe('workshop.chat.tea', ignore)
    const bens = await ben.subscribe('workshop.chat.tea', ignore)
    app.members.delete('tea ada')
    app.reset()

    await adas.ended
    assert.ok(bens.id > 0)
    assert.equal(ben.status.state, 'connected')
  }))

test('the answers for a busy publisher are kept by the router: the app is asked once', () =>
  withAuthenticator(async ({ user, app }) => {
    const ada = user('ada')
    await ada.opened()
    const before = app.asked.length
    for (let turn = 0; turn < 100; turn++) await ada.publish('workshop.chat.tea', ['hi'], { acknowledge: true })

    assert.equal(app.asked.slice(before).filter((path) => path === '/access').length, 1)
  }))

/** What a session hears on a topic: who published it, as the router says, and the keyword arguments. */
async function listening(client: Client, topic: string): Promise<unknown[]> {
  const heard: unknown[] = []
  await client.subscribe(topic, (_args, kwargs, { publisher, publisher_authid, publisher_authrole }) =>
    heard.push({ publisher, publisher_authid, publisher_authrole, kwargs: { ...kwargs } }),
  )
  return heard
}

test('a signal of a call goes to one session of a member, and says who sent it', () =>
  withAuthenticator(async ({ user }) => {
    const [ada, ben, benElsewhere, eve] = [user('ada'), user('ben'), user('ben'), user('eve')]
    const topic = 'workshop.signal.tea'
    const heard = await listening(ben, topic)
    const elsewhere = await listening(benElsewhere, topic)
    const { id } = await ada.opened()
    const to = { eligible: [(await ben.opened()).id], acknowledge: true }
    const kwargs = { kind: 'accept', call: 'c', from: 'forged' }
    await ada.publish(topic, [], { kwargs, ...to })
    await until(() => heard.length === 1)
    assert.deepEqual(heard, [{ publisher: id, publisher_authid: 'ada', publisher_authrole: 'app-user', kwargs }])
    assert.deepEqual(elsewhere, [])

    await assert.rejects(ada.publish(topic, [], { acknowledge: true }), denied, 'to nobody in particular')
    await assert.rejects(ada.publish(topic, [], { eligible: [1, 2], acknowledge: true }), denied, 'to two')
    await assert.rejects(ada.publish(topic, [], { ...to, retain: true }), denied, 'kept by the router')
    await assert.rejects(eve.publish(topic, [], to), denied, 'by somebody who is no member')
    await assert.rejects(eve.subscribe(topic, ignore), denied)
    await assert.rejects(ada.subscribe('workshop.signal.', ignore, { match: 'prefix' }), denied)
  }))

test('a ring goes to all pages of one member; rings are limited for each caller, not for others', () =>
  withAuthenticator(async ({ user }) => {
    const [ada, adaElsewhere, ben, benElsewhere] = [user('ada'), user('ada'), user('ben'), user('ben')]
    const topic = 'workshop.ring.tea'
    const heard = [await listening(ben, topic), await listening(benElsewhere, topic), await listening(ada, topic)]
    const ring = { kwargs: { kind: 'ring' }, eligibleAuthid: ['ben'], acknowledge: true }
    await ada.publish(topic, [], ring)
    await until(() => heard[0]?.length === 1 && heard[1]?.length === 1)
    assert.equal(heard[2]?.length, 0)
    await assert.rejects(ada.publish(topic, [], { acknowledge: true }), denied, 'to everybody')

    await adaElsewhere.publish(topic, [], ring)
    await ada.publish(topic, [], ring)
    await assert.rejects(ada.publish(topic, [], ring), denied)
    await assert.rejects(adaElsewhere.publish(topic, [], ring), denied)
    await ben.publish(topic, [], { ...ring, eligibleAuthid: ['ada'] })
  }))

test('the others of a thread are told whose membership or account has ended, so that their calls end', () =>
  withAuthenticator(async ({ user, app }) => {
    const [ada, ben] = [user('ada'), user('ben')]
    app.addUser('fay', 'tea')
    const fay = user('fay')
    const heard = await listening(ben, 'workshop.signal.tea')
    for (const one of [ada, fay]) await one.subscribe('workshop.signal.tea', ignore)
    app.endMembership('ada', 'tea')
    app.change({ kind: 'user_deleted', user: 'fay' })
    await until(() => heard.length === 2)
    assert.deepEqual(
      heard.map((one) => {
        const { publisher_authrole, kwargs } = one as { publisher_authrole: string; kwargs: { name: string } }
        return [publisher_authrole, kwargs.name]
      }),
      [
        ['authenticator', 'ada'],
        ['authenticator', 'fay'],
      ],
    )
  }))
