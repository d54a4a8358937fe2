/** The whole chat, as its users and as other programs meet it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { until } from './chat-router.ts'
import { WholeChat } from './whole-chat.ts'
import type { Row } from './whole-chat.ts'
import { PUSHERS, python } from './zmq-push.ts'

interface Posted {
  readonly id: string
  readonly at: number
  readonly stored: boolean
}

let chat: WholeChat
before(async () => {
  chat = await WholeChat.start({ CHAT_SPOOL_BYTES: '65536' })
})
after(() => chat[Symbol.asyncDispose]())

let count = 0
/** Two members of a thread of their own. */
async function pair() {
  const thread = `thread-${++count}`
  const [ada, ben] = [`ada ${count}`, `ben ${count}`]
  const tokens = [await chat.user(ada, thread), await chat.user(ben, thread)] as const
  return {
    ...{ thread, topic: `workshop.chat.${thread}`, names: [ada, ben] as const, tokens },
    clients: [chat.client(ada, tokens[0]), chat.client(ben, tokens[1])] as const,
    rows: async () => (await chat.history(thread, tokens[0])).filter(({ kind }) => kind === 'message'),
  }
}

const post = async (client: Client, ...args: readonly unknown[]): Promise<Posted> =>
  (await client.call<Posted>('workshop.chat.post', args, { timeoutMs: 10_000 })).value

const refusedAs =
  (uri: string) =>
  (error: unknown): boolean =>
    error instanceof WampError && error.uri === uri

const texts = (rows: readonly Row[]): readonly (string | undefined)[] => rows.map(({ text }) => text)

test('a message is stored when it is acknowledged, and reaches the others with id, author and time', async () => {
  const { thread, topic, names, clients, rows } = await pair()
  const [ada, ben] = clients
  const heard: unknown[] = []
  await ben.subscribe(topic, ([text], { id, author, at }: Record<string, unknown>, { publisher_authrole }) =>
    heard.push({ text, id, author, at, publisher_authrole }),
  )
  const { id, at, stored } = await post(ada, thread, 'one', 'hello ☕ <b>')

  assert.deepEqual([id, stored], ['one', true])
  assert.deepEqual(
    (await rows()).map(({ id: kept, author, text }) => [kept, author, text]),
    [['one', names[0], 'hello ☕ <b>']],
  )
  await until(() => heard.length > 0)
  assert.deepEqual(heard, [{ text: 'hello ☕ <b>', id: 'one', author: names[0], at, publisher_authrole: 'recorder' }])
})

test('a message sent again is stored once; its id with another text is refused; another author may use it', async () => {
  const { topic, clients, rows } = await pair()
  const [ada, ben] = clients
  await Promise.all([post(ada, topic, 'one', 'hi'), post(ada, topic, 'one', 'hi')])
  assert.equal((await post(ada, topic, 'one', 'hi')).stored, true)
  await assert.rejects(post(ada, topic, 'one', 'other'), refusedAs('workshop.error.id_reused'))
  await post(ben, topic, 'one', 'mine')

  assert.deepEqual(texts(await rows()), ['hi', 'mine'])
})

test('who is no member posts nothing, whatever the arguments say', async () => {
  const { thread, clients, rows } = await pair()
  const { clients: others } = await pair()
  await assert.rejects(post(others[0], thread, 'one', 'hi'), refusedAs('workshop.error.no_access'))
  await assert.rejects(post(clients[0], 'no-such-thread', 'one', 'hi'), refusedAs('workshop.error.no_access'))
  await assert.rejects(post(clients[0], thread, '', 'hi'), refusedAs('wamp.error.invalid_argument'))

  assert.deepEqual(await rows(), [])
})

test('what a user publishes directly is recorded, with the publication as id; forged kwargs change nothing', async () => {
  const { topic, names, clients, rows } = await pair()
  const [ada] = clients
  const publication = await ada.publish(topic, ['hi'], {
    acknowledge: true,
    kwargs: { id: 'forged', author: names[1], at: 1 },
  })
  await ada.publish(topic, [{ any: 'value' }], { acknowledge: true })
  await until(async () => (await rows()).length === 2)

  const [first, second] = await rows()
  assert.deepEqual([first?.id, first?.author, first?.text], [String(publication), names[0], 'hi'])
  assert.equal(second?.text, '{"any":"value"}')
})

test('the first message of a new thread is recorded: there is no window', async () => {
  const { topic, clients, rows } = await pair()
  await clients[0].publish(topic, ['the very first'], { acknowledge: true })
  await until(async () => (await rows()).length === 1)
})

test('typing reaches members, and is never recorded', async () => {
  const { thread, names, clients, rows } = await pair()
  const heard: unknown[] = []
  await clients[1].subscribe(`workshop.typing.${thread}`, (_args, _kwargs, { publisher_authid }) =>
    heard.push(publisher_authid),
  )
  await clients[0].publish(`workshop.typing.${thread}`, [], { acknowledge: true })
  await until(() => heard.length === 1)

  assert.deepEqual(heard, [names[0]])
  assert.deepEqual(await rows(), [])
})

test('while storage does not answer a message is kept, and reaches the others', async () => {
  const { thread, topic, clients, rows } = await pair()
  const heard: unknown[] = []
  await clients[1].subscribe(topic, ([text]) => heard.push(text))
  const { storage } = await chat.parts()
  process.kill(storage?.pid ?? 0, 'SIGSTOP')
  try {
    assert.equal((await post(clients[0], thread, 'one', 'kept')).stored, false)
    await until(() => heard.length === 1)
    const big = Array.from({ length: 20 }, (_, index) => post(clients[0], thread, `big ${index}`, 'x'.repeat(8_000)))
    const outcomes = await Promise.allSettled(big)
    const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    assert.ok(refused.length > 5, 'a full spool refuses')
    for (const { reason } of refused) assert.ok(refusedAs('workshop.error.spool_full')(reason), String(reason))
  } finally {
    process.kill(storage?.pid ?? 0, 'SIGCONT')
  }
  await until(async () => (await rows()).length >= 2)

  assert.deepEqual(texts(await rows())[0], 'kept')
  assert.equal((await post(clients[0], thread, 'two', 'again')).stored, true)
})

test('while the recorder is down direct messages pass unrecorded, and the history says when', async () => {
  const { topic, clients, tokens, thread, rows } = await pair()
  await clients[0].publish(topic, ['before'], { acknowledge: true })
  await until(async () => (await rows()).length === 1)
  const { recorder } = await chat.parts()
  process.kill(recorder?.pid ?? 0, 'SIGKILL')
  await clients[0].publish(topic, ['missed'], { acknowledge: true })
  await until(async () => (await chat.history(thread, tokens[0])).some(({ kind }) => kind === 'gap'))
  await clients[0].publish(topic, ['after'], { acknowledge: true })
  await until(async () => (await rows()).length === 2)

  assert.deepEqual(
    (await chat.history(thread, tokens[0])).map(({ kind, text }) => text ?? kind),
    ['before', 'gap', 'after'],
  )
  assert.ok((await chat.metric('gaps_total')) >= 1)
})

test('a deleted message is announced to the members of its thread, by the recorder alone, and after a kill too', async () => {
  const { thread, names, clients, tokens } = await pair()
  const [ada, ben] = clients
  const heard: { readonly kwargs: Readonly<Record<string, unknown>> }[] = []
  await ben.subscribe(`workshop.deleted.${thread}`, (args, kwargs, { publisher_authrole }) =>
    heard.push({ kwargs: { ...kwargs }, ...{ args, publisher_authrole } }),
  )
  const remove = (id: string, token: string) =>
    fetch(`http://127.0.0.1:${chat.port('APP_PORT_5')}/thread/${thread}/messages/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    })
  for (const id of ['one', 'two']) await post(ada, thread, id, `text ${id}`)
  await assert.rejects(
    ben.publish(`workshop.deleted.${thread}`, [], { kwargs: { id: 'one', author: names[0] }, acknowledge: true }),
    refusedAs('wamp.error.not_authorized'),
  )
  assert.equal((await remove('one', tokens[1])).status, 404, 'somebody else’s message')
  assert.deepEqual(heard, [])

  assert.equal((await remove('one', tokens[0])).status, 204)
  await until(() => heard.length === 1)
  const { recorder } = await chat.parts()
  process.kill(recorder?.pid ?? 0, 'SIGKILL')
  assert.equal((await remove('two', tokens[0])).status, 204)
  await until(() => heard.some(({ kwargs }) => kwargs['id'] === 'two'))

  const said = (id: string) => ({ args: [], kwargs: { id, author: names[0] }, publisher_authrole: 'recorder' })
  assert.deepEqual([heard[0], heard.at(-1)], [said('one'), said('two')])
})

test('the messages of a deleted account are announced in each thread in which it spoke', async () => {
  const { thread, clients } = await pair()
  const [, ben] = clients
  const name = `gone ${count}`
  const { body } = await chat.post<{ token: string; password: string }>('APP_PORT_4', '/user', { name })
  await chat.post('APP_PORT_5', '/thread', { name, title: thread })
  const gone = chat.client(name, body.token)
  await post(gone, thread, 'one', 'to be forgotten')
  const heard: unknown[] = []
  await ben.subscribe(`workshop.deleted.${thread}`, (_args, kwargs, { publisher_authrole }) =>
    heard.push({ ...kwargs, publisher_authrole }),
  )
  const since = Date.now()
  const { status } = await fetch(`http://127.0.0.1:${chat.port('APP_PORT_4')}/user`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ password: body.password }),
  })
  assert.equal(status, 204)
  await until(() => heard.length > 0)

  const [{ until: at, ...event }] = heard as [{ readonly until: number }]
  assert.deepEqual(event, { author: name, publisher_authrole: 'recorder' })
  assert.ok(at >= since && at <= Date.now())
})

test('a recorder that dies after it stored a message does not publish it again when it was deleted meanwhile', async () => {
  const { thread, topic, clients, tokens } = await pair()
  const [ada, ben] = clients
  const heard: string[] = []
  await ben.subscribe(topic, ([text]: [string]) => heard.push(text))
  const { recorder } = await chat.parts()
  // The spool is told half a second later that a message is done: until then a crash makes the recorder send it again.
  await Promise.all([post(ada, thread, 'one', 'kept'), post(ada, thread, 'two', 'deleted')])
  await fetch(`http://127.0.0.1:${chat.port('APP_PORT_5')}/thread/${thread}/messages/two`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${tokens[0]}` },
  })
  process.kill(recorder?.pid ?? 0, 'SIGKILL')
  await until(() => heard.filter((text) => text === 'kept').length === 2)
  await chat.settled()
  await post(ada, thread, 'three', 'after it')
  await until(() => heard.includes('after it'))

  assert.equal(heard.filter((text) => text === 'deleted').length, 1)
})

test('a member that the maker removes hears neither messages, nor typing, nor presence', async () => {
  const { names, clients, tokens } = await pair()
  const title = `private ${count}`
  const permalink = `private-${count}`
  await chat.post('APP_PORT_5', '/thread', { name: names[0], title, private: true }, tokens[0])
  await chat.post('APP_PORT_5', `/thread/${permalink}/members`, { name: names[1] }, tokens[0])
  const ends = await Promise.all(
    ['chat', 'deleted', 'presence', 'typing'].map(async (kind) =>
      clients[1].subscribe(`workshop.${kind}.${permalink}`, () => {}),
    ),
  )
  const response = await fetch(
    `http://127.0.0.1:${chat.port('APP_PORT_5')}/thread/${permalink}/members/${encodeURIComponent(names[1])}`,
    { method: 'DELETE', headers: { authorization: `Bearer ${tokens[0]}` } },
  )
  assert.ok(response.ok, String(response.status))
  await Promise.all(ends.map(({ ended }) => ended))

  await assert.rejects(post(clients[1], permalink, 'one', 'hi'), refusedAs('workshop.error.no_access'))
})

test('a user who has left a thread posts and publishes nothing there any more', async () => {
  const { thread, topic, names, clients, tokens, rows } = await pair()
  const [ada] = clients
  await ada.publish(topic, ['before'], { acknowledge: true })
  await until(async () => (await rows()).length === 1)
  const { ended } = await ada.subscribe(topic, () => {})
  const member = `http://127.0.0.1:${chat.port('APP_PORT_5')}/thread/${thread}/members/${encodeURIComponent(names[0])}`
  await fetch(member, { method: 'DELETE', headers: { authorization: `Bearer ${tokens[0]}` } })
  assert.equal((await ended).reason, 'workshop.error.no_access')

  await assert.rejects(post(ada, thread, 'late', 'hi'), refusedAs('workshop.error.no_access'))
  await assert.rejects(ada.publish(topic, ['hi'], { acknowledge: true }), refusedAs('wamp.error.not_authorized'))
  const { status } = await chat.post('APP_INTERNAL_PORT_5', '/message', { thread, user: names[0], message: 'hi' })
  assert.equal(status, 401)
  await chat.post('APP_PORT_5', '/thread', { name: names[0], title: thread })
  assert.deepEqual(texts(await rows()), ['before'])
})

test('a token that is revoked ends its session', async () => {
  const { clients, tokens } = await pair()
  await clients[0].opened()
  await chat.post('APP_PORT_4', '/logout', {}, tokens[0])
  await until(() => clients[0].status.state === 'refused')
})

test('a broadcast of the app reaches everybody who subscribes', async () => {
  const { clients } = await pair()
  const heard: unknown[] = []
  await clients[0].subscribe('workshop.broadcast', ([text]) => heard.push(text))
  const { status } = await chat.post('APP_PORT_6', '/broadcast', { password: 'abc123', message: 'to all ☕' })
  assert.equal(status, 204)
  await until(() => heard.length === 1)

  assert.deepEqual(heard, ['to all ☕'])
})

for (const { name, isInstalled, push } of PUSHERS) {
  test(`a ZeroMQ peer in ${name} broadcasts in the reference’s forms`, { skip: !isInstalled }, async () => {
    const { clients } = await pair()
    const heard: unknown[] = []
    await clients[0].subscribe('workshop.broadcast', ([text]) => heard.push(text))
    await push(chat.port('CHAT_ZMQ_PUSH_PORT'), ['bare text ☕', '{"message":"in JSON"}', '', '{"text":"bare"}'])
    await until(() => heard.length === 3)

    assert.deepEqual(heard, ['bare text ☕', 'in JSON', '{"text":"bare"}'])
  })

  test(
    `a ZeroMQ peer in ${name} stores in the reference’s form; access is checked`,
    { skip: !isInstalled },
    async () => {
      const { thread, topic, names, rows } = await pair()
      const malformed = async (): Promise<number> => (await chat.metric('malformed_total{part="storage"}')) || 0
      const before = await malformed()
      await push(chat.port('CHAT_ZMQ_PORT'), [
        JSON.stringify({ user: names[0], thread, message: 'by permalink' }),
        JSON.stringify({ user: names[1], thread: topic, message: 'by URI ☕' }),
        JSON.stringify({ user: 'a stranger', thread, message: 'never' }),
        'nonsense',
        '\u0000\u0001',
        JSON.stringify({ user: names[0], thread, message: 'the last' }),
      ])
      await until(async () => (await rows()).length === 3)

      assert.deepEqual(texts(await rows()), ['by permalink', 'by URI ☕', 'the last'])
      assert.ok((await chat.metric('no_access_total')) >= 1)
      assert.equal((await malformed()) - before, 2)
    },
  )
}

test('a ZeroMQ peer that floods does not stop the chat', { skip: !python.isInstalled }, async () => {
  const { thread, clients } = await pair()
  const flood = python.push(
    chat.port('CHAT_ZMQ_PORT'),
    Array.from({ length: 50_000 }, () => 'nonsense'),
  )
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, at) => post(clients[0], thread, `${at}`, 'hi')))
  await flood

  assert.equal(outcomes.length, 20)
  assert.equal((await post(clients[0], thread, 'after', 'hi')).stored, true)
  assert.ok(chat.log.split('a malformed message was dropped').length < 10, 'the log is bounded')
})

test('a client whose process is killed is not in its thread any more, and the others are told', async () => {
  const { thread, topic, names, clients, tokens } = await pair()
  const [, ben] = clients
  const left: unknown[] = []
  await ben.subscribe(topic, () => undefined)
  await ben.subscribe(`workshop.presence.${thread}`, (_args, kwargs: { left?: unknown[] }) =>
    left.push(...(kwargs.left ?? [])),
  )
  const program = `
    const { connect, wampcra } = await import('@wampeter/client')
    const [url, name, token, topic] = process.argv.slice(1)
    const client = connect(url, { realm: 'ws-workshop', auth: wampcra(name, token) })
    await client.subscribe(topic, () => undefined)
    console.log('subscribed')`
  const url = `ws://127.0.0.1:${chat.port('CHAT_PORT')}/ws`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, url, names[0], tokens[0], topic], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const here = async (): Promise<string> => (await ben.call<string>('workshop.subscribers', [thread])).value
  await until(async () => (await here()) === JSON.stringify(names))
  child.kill('SIGKILL')

  await until(async () => (await here()) === JSON.stringify([names[1]]), 20_000)
  await until(() => left.includes(names[0]))
})

test('presence is exact again after each worker and the router were killed', async () => {
  const { thread, topic, names, clients } = await pair()
  for (const client of clients) await client.subscribe(topic, () => {})
  for (const victim of ['presence', 'recorder', 'authenticator', 'router']) {
    await chat.kill(victim)
    await Promise.all(clients.map((client) => client.opened()))
    await until(async () => {
      const { value } = await clients[0].call<string>('workshop.subscribers', [thread]).catch(() => ({ value: '' }))
      return value === JSON.stringify([...names].sort())
    }, 20_000)
  }
})

test('the parts say how they are, and the log shows no secret', async () => {
  const parts = await chat.parts()
  assert.deepEqual(
    Object.values(parts).every(({ ready }) => ready),
    true,
  )
  assert.ok(Number.isFinite(await chat.metric('ready{part="recorder"}')))
  for (const [name, value] of Object.entries(chat.variables))
    if (name.endsWith('_SECRET')) assert.ok(!chat.log.includes(value), name)
})
