/** Between CHALLENGE and AUTHENTICATE a connection keeps little of its HELLO, which a stranger may make large. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json } from '@wampeter/protocol'
import { translateService } from '../../src/config/translate/translate-standalone.ts'
import { MemoryListener } from '../../src/embedding/memory-listener.ts'
import { createRouters } from '../../src/wiring/create-routers.ts'
import { heap } from './heap.ts'

/** Log-ins that have been challenged and are not answered. */
const COUNT = 2_000
/** Of each of them at most this much is kept: its connection, its timer and its log-in. The HELLO has 64 KiB. */
const MOST_BYTES = 8 * 1024
/** A procedure that checks tickets gets `authextra`, which is kept encoded. Its values would take 160 KiB. */
const MOST_ENCODED_BYTES = 72 * 1024

const config = {
  version: 2,
  workers: [{ type: 'router', realms: [{ name: 'realm1', roles: [{ name: 'user', 'allow-by-default': true }] }] }],
}
const values = Array.from({ length: 4_000 }, (_, index) => `"value ${1_000 + index}"`)
/** Almost as large, and with almost as many values, as a message before WELCOME may be. */
const details = (method: string) =>
  `"authmethods":["${method}"],"authid":"a user with a long name","roles":{"caller":{}},"authextra":{"x":[${values.join()}]}`
/** A text of its own for each: a part of it that is kept could keep the whole. */
const helloBy = (method: string, index: number): string =>
  `${' '.repeat(1_000 + index)}[1,"realm1",{${details(method)}}]`

const joe = { secret: 'secret', role: 'user' }
const key = { authorized_keys: ['ab'.repeat(32)], role: 'user' }

const CASES = [
  { method: 'ticket', auth: { type: 'static', principals: { joe: { ticket: 'secret', role: 'user' } } } },
  { method: 'wampcra', auth: { type: 'static', users: { joe } } },
  { method: 'cryptosign', auth: { type: 'static', principals: { joe: key } } },
  { method: 'ticket', auth: { type: 'dynamic', authenticator: 'app.authenticate' }, most: MOST_ENCODED_BYTES },
]

const DYNAMIC = [
  { method: 'wampcra', answer: { role: 'user', secret: 'secret' } },
  { method: 'cryptosign', answer: { role: 'user', pubkey: 'ab'.repeat(32) } },
].map(({ method, answer }) => ({ method, answer, auth: { type: 'dynamic', authenticator: 'app.authenticate' } }))

for (const { method, auth, answer } of DYNAMIC)
  test(`a connection that was challenged by ${method} (dynamic) for a HELLO of 64 KiB keeps at most ${MOST_BYTES / 1024} KiB until it answers`, () =>
    challenge({ method, auth, most: MOST_BYTES, answer }))

for (const { method, auth, most = MOST_BYTES } of CASES)
  test(`a connection that was challenged by ${method} (${auth.type}) for a HELLO of 64 KiB keeps at most ${most / 1024} KiB until it answers`, () =>
    challenge({ method, auth, most }))

interface Case {
  readonly method: string
  readonly auth: object
  readonly most: number
  /** What the authenticator answers, if there is one. */
  readonly answer?: object
}

/** Joins as a session that answers all invocations so. Resolves once its procedure is registered. */
async function authenticate(listener: MemoryListener, answer: object): Promise<void> {
  const registered = Promise.withResolvers<void>()
  const connection = listener.open(
    {
      frame: (data) => {
        const [code, request] = JSON.parse(String(data))
        if (code === 2) connection.send('[64,1,{},"app.authenticate"]')
        if (code === 65) registered.resolve()
        if (code === 68) connection.send(JSON.stringify([70, request, {}, [answer]]))
      },
      closed() {},
    },
    json,
  )
  connection.send('[1,"realm1",{"roles":{"callee":{}}}]')
  await registered.promise
}

async function challenge({ method, auth, most, answer }: Case): Promise<void> {
  const [router] = createRouters(config, {})
  const settings = router?.mount(translateService({ auth: { [method]: auth } })).settings
  assert.ok(router !== undefined && settings !== undefined)
  const listener = new MemoryListener(settings)
  if (answer !== undefined) {
    const anonymous = translateService({ auth: { anonymous: { type: 'static', role: 'user' } } })
    const { settings: inner } = router.mount(anonymous)
    assert.ok(inner !== undefined)
    await authenticate(new MemoryListener(inner), answer)
  }
  let [challenged, refused] = [0, 0]
  const come = async (count: number): Promise<readonly unknown[]> => {
    const peer = {
      frame(data: string | Uint8Array) {
        if (String(data).startsWith('[4,')) challenged++
        else refused++
      },
      closed() {},
    }
    const connections = []
    for (let index = 0; index < count; index++) {
      const connection = listener.open(peer, json)
      connection.send(Buffer.from(helloBy(method, index)).toString())
      connections.push(connection)
      await new Promise((resolve) => void setImmediate(resolve))
    }
    return connections
  }
  const first = await come(100)
  const before = await heap()
  const waiting = await come(COUNT)
  while (challenged + refused < first.length + waiting.length) await new Promise((resolve) => setTimeout(resolve, 10))
  const bytes = ((await heap()) - before) / COUNT
  assert.equal(challenged, first.length + waiting.length)
  assert.ok(bytes <= most, `${bytes.toFixed(0)} bytes are kept of each`)
  await router.stop()
}
