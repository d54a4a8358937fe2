/** Foreign clients as authenticators, as authorizers, and as the clients that are judged. */
import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import autobahn from 'autobahn'
import { connect, ticket, wampcra, WampError } from '@wampeter/client'
import { Wampy } from 'wampy'
import { WebSocket } from 'ws'
import { startRouter } from '../support/router.ts'

const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('dynamic_workers.py', import.meta.url))
const isThere = spawnSync(python, ['-c', 'import autobahn']).status === 0 || process.env['CI'] === 'true'
const run = promisify(execFile)

const EVERYTHING = [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }]

/** Workers log in by a ticket at `/workers`. They judge the clients at `/ws`. */
const startJudged = () =>
  startRouter({
    roles: [
      { name: 'worker', permissions: EVERYTHING },
      { name: 'asked', authorizer: 'app.may' },
    ],
    auth: { wampcra: { type: 'dynamic', authenticator: 'app.auth' } },
    paths: {
      workers: {
        type: 'websocket',
        auth: { ticket: { type: 'static', principals: { worker: { ticket: 'worker-ticket', role: 'worker' } } } },
      },
    },
  })

/** Registers both procedures. Resolves with a function that ends the worker. */
type Worker = (url: string) => Promise<() => unknown>

/** Logs in as joe, may publish to `allowed`, and not to `forbidden`. */
type Client = (url: string) => Promise<void>

const USER = { role: 'asked', secret: 'joes secret' }

const workers: Record<string, Worker> = {
  'our client': async (url) => {
    const client = connect(url, { realm: 'realm1', auth: ticket('worker', 'worker-ticket') })
    await client.register('app.auth', ([, authid]: [string, string]) => {
      if (authid !== 'joe') throw new WampError('app.error.unknown', `nobody knows ${authid}`)
      return USER
    })
    await client.register('app.may', ([, uri]: [unknown, string]) => ({
      allow: uri !== 'forbidden',
      cache: true,
      disclose: true,
    }))
    return () => client.close()
  },
  'Autobahn-JS': async (url) => {
    const options = { realm: 'realm1', authmethods: ['ticket'], authid: 'worker', onchallenge: () => 'worker-ticket' }
    const connection = new autobahn.Connection({ url, max_retries: 0, ...options })
    await new Promise<void>((resolve, reject) => {
      connection.onopen = async (session: {
        register(name: string, answer: (args: unknown[]) => unknown): Promise<unknown>
      }) => {
        await session.register('app.auth', ([, authid]) => {
          if (authid !== 'joe') throw new autobahn.Error('app.error.unknown', [`nobody knows ${String(authid)}`])
          return USER
        })
        await session.register('app.may', ([, uri]) => ({ allow: uri !== 'forbidden', cache: true, disclose: true }))
        resolve()
      }
      connection.onclose = (reason: string) => (reject(new Error(reason)), true)
      connection.open()
    })
    return () => connection.close()
  },
  wampy: async (url) => {
    const options = { authid: 'worker', authmethods: ['ticket'], onChallenge: () => 'worker-ticket' }
    const wampy = new Wampy(url, { realm: 'realm1', ws: WebSocket, autoReconnect: false, ...options })
    await wampy.connect()
    await wampy.register('app.auth', ({ argsList: [, authid] }) => {
      if (authid === 'joe') return { argsList: [USER] }
      throw Object.assign(new Error('unknown'), {
        error: 'app.error.unknown',
        argsList: [`nobody knows ${String(authid)}`],
      })
    })
    await wampy.register('app.may', ({ argsList: [, uri] }) => ({
      argsList: [{ allow: uri !== 'forbidden', cache: true, disclose: true }],
    }))
    return () => wampy.disconnect()
  },
  ...(isThere && {
    'Autobahn-Python': async (url) => {
      const worker = spawn(python, [script, 'worker', url], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(worker.stdout, 'data')
      return () => worker.kill('SIGKILL')
    },
  }),
}

const clients: Record<string, Client> = {
  'our client': async (url) => {
    const client = connect(url, { realm: 'realm1', auth: wampcra('joe', 'joes secret') })
    await client.publish('allowed', ['hello'], { acknowledge: true })
    await assert.rejects(client.publish('forbidden', ['hello'], { acknowledge: true }), {
      uri: 'wamp.error.not_authorized',
    })
    await client.close()
  },
  'Autobahn-JS': async (url) => {
    const onchallenge = (_session: unknown, _method: string, extra: { challenge: string }) =>
      autobahn.auth_cra.sign('joes secret', extra.challenge)
    const options = { realm: 'realm1', authmethods: ['wampcra'], authid: 'joe', onchallenge }
    const connection = new autobahn.Connection({ url, max_retries: 0, ...options })
    const session = await new Promise<{ publish(...args: unknown[]): Promise<unknown> }>((resolve, reject) => {
      connection.onopen = resolve
      connection.onclose = (reason: string) => (reject(new Error(reason)), true)
      connection.open()
    })
    await session.publish('allowed', ['hello'], {}, { acknowledge: true })
    await assert.rejects(
      async () => session.publish('forbidden', ['hello'], {}, { acknowledge: true }),
      (error: { error: string }) => error.error === 'wamp.error.not_authorized',
    )
    connection.close()
  },
  wampy: async (url) => {
    const onChallenge = (_method: string, extra: { challenge: string }) =>
      autobahn.auth_cra.sign('joes secret', extra.challenge)
    const options = { authid: 'joe', authmethods: ['wampcra'], onChallenge }
    const wampy = new Wampy(url, { realm: 'realm1', ws: WebSocket, autoReconnect: false, ...options })
    await wampy.connect()
    await wampy.publish('allowed', ['hello'])
    await assert.rejects(wampy.publish('forbidden', ['hello']))
    await wampy.disconnect()
  },
  ...(isThere && {
    'Autobahn-Python': async (url) => {
      const { stdout } = await run(python, [script, 'client', url], { timeout: 110_000 })
      assert.match(stdout, /OK/)
    },
  }),
}

for (const [workerName, work] of Object.entries(workers)) {
  test(
    `${workerName} decides who may log in and what they may do, and every client abides by it`,
    { timeout: 120_000 },
    async () => {
      await using running = await startJudged()
      const end = await work(`ws://127.0.0.1:${running.port}/workers`)
      try {
        for (const meet of Object.values(clients)) await meet(running.url)
        const stranger = connect(running.url, { realm: 'realm1', auth: wampcra('eve', 'guessed') })
        await assert.rejects(stranger.call('anything'), /app\.error\.unknown|nobody knows eve/)
        await stranger.close()
      } finally {
        await end()
      }
    },
  )
}

test('python3-autobahn is there', { skip: isThere ? false : 'it is not installed' }, () => {})
