/** Our client at the RawSocket and the SCRAM of Debian's python3-autobahn. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect, WampError } from '@wampeter/client'
import type { Authentication, ConnectOptions } from '@wampeter/client'
import { argon2id13 } from '@wampeter/client/argon2'
import { cbor } from '@wampeter/client/cbor'
import { msgpack } from '@wampeter/client/msgpack'
import { rawsocket } from '@wampeter/client/rawsocket'
import { scram } from '@wampeter/client/scram'
import { json } from '@wampeter/protocol'

const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('rawsocket_router.py', import.meta.url))
const has = (module: string): boolean =>
  spawnSync(python, ['-c', `import ${module}`]).status === 0 || process.env['CI'] === 'true'
const skip = has('autobahn') ? false : 'python3-autobahn is not installed'
const skipScram = skip || (has('argon2') ? false : 'python3-argon2 is not installed')

let folder = ''
let router: ChildProcess | undefined
let urls: readonly string[] = []
/** Debian's Autobahn has CBOR only where cbor2 is installed. */
let spoken: readonly string[] = []

before(async () => {
  if (skip !== false) return
  folder = await mkdtemp(join(tmpdir(), 'wampeter-rawsocket-'))
  const path = join(folder, 'router.sock')
  const child = spawn(python, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  router = child
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the router ended before it listened')))
  ended.catch(() => {})
  const [said] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string]
  const [port = '', ...names] = said.split(' ')
  urls = [`tcp://127.0.0.1:${port}`, `unix:${path}`]
  spoken = names
})

after(async () => {
  router?.kill('SIGKILL')
  if (folder !== '') await rm(folder, { recursive: true })
})

const open = (url: string, options: Partial<ConnectOptions> = {}) =>
  connect(url, { realm: 'realm1', transport: rawsocket, ...options })

for (const [at, way] of ['TCP', 'a Unix socket'].entries()) {
  for (const serializer of [json, msgpack, cbor]) {
    test(`over ${way}, in ${serializer.name}, at Autobahn's RawSocket`, { skip, timeout: 120_000 }, async (context) => {
      if (!spoken.includes(serializer.name)) return context.skip(`Autobahn has no ${serializer.name} here`)
      const url = urls[at] ?? ''
      await using one = open(url, { serializers: [serializer] })
      await using two = open(url, { serializers: [json] })
      const heard = Promise.withResolvers<readonly unknown[]>()
      await one.subscribe('chat', (args, kwargs) => heard.resolve([...args, kwargs['from']]))
      await two.publish('chat', ['grüße', 2 ** 40], { kwargs: { from: 'two' }, acknowledge: true })
      assert.deepEqual(await heard.promise, ['grüße', 2 ** 40, 'two'])

      await one.register('add', ([a, b]: [number, number]) => a + b)
      await one.register('long', ([text]: [string]) => text)
      await one.register('fail', () => {
        throw new WampError('app.no', 'because', { args: [7] })
      })
      await one.register('count', async function* () {
        yield 1
        yield 2
        return 'end'
      })
      assert.equal((await two.call<number>('add', [2, 3])).value, 5)
      const text = 'ä'.repeat(300_000)
      assert.equal((await two.call('long', [text])).value, text)
      await assert.rejects(two.call('fail'), { uri: 'app.no', args: [7] })
      await assert.rejects(two.call('nobody'), { uri: 'wamp.error.no_such_procedure' })
      const stream = two.stream<number | string>('count')
      const parts: unknown[] = []
      for await (const { value } of stream) parts.push(value)
      assert.deepEqual([...parts, (await stream.result).value], [1, 2, 'end'])
    })
  }
}

/** Tells the router which case to run. */
const playing = (auth: Authentication, kdf: string, joined: string): Authentication => ({
  ...auth,
  authextra: async () => ({ ...(await auth.authextra?.()), kdf, joined }),
})

for (const kdf of ['pbkdf2', 'argon2id-13']) {
  for (const joined of ['bytes', 'text']) {
    test(
      `SCRAM with ${kdf}, the nonces joined as ${joined}, is what Autobahn computes, both ways`,
      { skip: skipScram, timeout: 120_000 },
      async () => {
        const auth = playing(scram('peter', 'pässword, =', { dialect: 'scram', argon2id13 }), kdf, joined)
        await using client = open(urls[0] ?? '', { realm: 'scram', auth })
        const { authid, authmethod } = await client.opened()
        assert.deepEqual([authid, authmethod], ['peter', 'scram'])
        const wrong = playing(scram('peter', 'wrong', { dialect: 'scram', argon2id13 }), kdf, joined)
        await using stranger = open(urls[0] ?? '', { realm: 'scram', auth: wrong })
        await assert.rejects(stranger.opened(), { uri: 'wamp.error.authentication_denied' })
      },
    )
  }
}
