/**
 * What a client must do at our router on every platform: on both versions of Node, from the sources and from the
 * package, and in a browser. So the suite uses no test runner and no Node API. A case that fails throws.
 */
import { CallResult, connect, ERROR, ticket, WampError, wampcra } from '@wampeter/client'
import type { Client, ConnectOptions } from '@wampeter/client'
import * as autobahn from '@wampeter/client/autobahn'
import { cbor } from '@wampeter/client/cbor'
import { cryptosign } from '@wampeter/client/cryptosign'
import { msgpack } from '@wampeter/client/msgpack'

export { connect }

/** The outcome of a case. */
export interface Outcome {
  readonly name: string
  readonly error?: string
}

type Case = (url: string) => Promise<void>

const open = (url: string, options: Partial<ConnectOptions> = {}): Client =>
  connect(url, { realm: 'realm1', ...options })

function same(actual: unknown, expected: unknown): void {
  const [one, two] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (one !== two) throw new Error(`${one} instead of ${two}`)
}

async function uriOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing
  } catch (error) {
    if (error instanceof WampError) return error.uri
    throw error
  }
  return 'no error'
}

const CASES: Readonly<Record<string, Case>> = {
  async 'events reach a handler, and a loop'(url) {
    const [one, two] = [open(url), open(url)]
    const heard = Promise.withResolvers<unknown[]>()
    const subscription = await one.subscribe('suite.chat', (args, kwargs) => heard.resolve([...args, kwargs['from']]))
    const events = one.events<[string]>('suite.chat')
    await one.call('no.such').catch(() => {})
    await two.publish('suite.chat', ['hi'], { kwargs: { from: 'two' }, acknowledge: true })
    same(await heard.promise, ['hi', 'two'])
    for await (const { args } of events) {
      same(args, ['hi'])
      break
    }
    await subscription.unsubscribe()
    await Promise.all([one.close(), two.close()])
  },

  async 'calls bring results and errors'(url) {
    const [one, two] = [open(url), open(url)]
    await one.register('suite.add', ([a, b]: [number, number]) => a + b)
    await one.register('suite.both', () => new CallResult([1, 2], { three: 3 }))
    await one.register('suite.fail', () => {
      throw new WampError('app.no', 'because', { args: [7] })
    })
    same((await two.call('suite.add', [2, 3])).value, 5)
    const both = await two.call('suite.both')
    same([both.args, both.kwargs['three']], [[1, 2], 3])
    same(await uriOf(two.call('suite.fail')), 'app.no')
    same(await uriOf(two.call('suite.nobody')), 'wamp.error.no_such_procedure')
    await Promise.all([one.close(), two.close()])
  },

  async 'calls can be given up'(url) {
    const client = open(url)
    await client.register('suite.hang', () => new Promise(() => {}))
    same(await uriOf(client.call('suite.hang', [], { timeoutMs: 50 })), 'wamp.error.timeout')
    same(await uriOf(client.call('suite.hang', [], { signal: AbortSignal.timeout(50) })), 'wamp.error.canceled')
    await client.close()
    same(await uriOf(client.call('suite.hang')), ERROR.closed)
  },

  async 'MessagePack and CBOR carry bytes and large integers'(url) {
    for (const serializer of [msgpack, cbor]) {
      const client = open(url, { serializers: [serializer] })
      await client.register(`suite.echo.${serializer.name}`, (args) => new CallResult(args))
      const { args } = await client.call(`suite.echo.${serializer.name}`, [new Uint8Array([1, 2]), 2 ** 40, 'ä'])
      same([...(args[0] as Uint8Array), ...args.slice(1)], [1, 2, 2 ** 40, 'ä'])
      await client.close()
    }
  },

  async 'logins by ticket, WAMP-CRA and cryptosign'(url) {
    for (const [auth, authid] of [
      [ticket('barry', 'notsosecret'), 'barry'],
      [wampcra('steve', 'slightlymoresecret'), 'steve'],
      [wampcra('salted', 'secret1'), 'salted'],
      [cryptosign('4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510'), 'signer'],
    ] as const) {
      const client = open(url, { auth })
      same((await client.opened()).authid, authid)
      await client.close()
    }
  },

  async 'a wrong secret is refused for good'(url) {
    const client = open(url, { auth: wampcra('steve', 'wrong') })
    same(await uriOf(client.opened()), 'wamp.error.authentication_denied')
    same([client.status.state, 'canRetry' in client.status && client.status.canRetry], ['refused', false])
  },

  async 'a router that is not there is tried again'(url) {
    const states: string[] = []
    const client = open(url.replace(/:\d+\//, ':9/'), {
      reconnect: { firstMs: 10 },
      onStatus: ({ state }) => states.push(state),
    })
    while (states.filter((state) => state === 'reconnecting').length < 2)
      await new Promise((done) => setTimeout(done, 10))
    await client.close()
    same(states.at(-1), 'closed')
  },

  async 'pages of Autobahn-JS run'(url) {
    const connection = new autobahn.Connection({
      url,
      realm: 'realm1',
      authmethods: ['wampcra'],
      authid: 'salted',
      onchallenge: (_session, _method, { challenge, salt, iterations, keylen }) =>
        autobahn.auth_cra.sign(
          autobahn.auth_cra.derive_key('secret1', String(salt), Number(iterations), Number(keylen)),
          String(challenge),
        ),
    })
    const session = await new Promise<autobahn.Session>((resolve, reject) => {
      connection.onopen = resolve
      connection.onclose = (reason, details) => reject(new Error(`${reason} ${details.reason}`))
      connection.open()
    })
    await session.register('suite.autobahn', ([a, b]) => Number(a) * Number(b))
    same(await session.call('suite.autobahn', [6, 7]), 42)
    connection.onclose = undefined
    connection.close()
  },
}

/** Runs all cases, one after the other. The router must be the tests' own, with a key for `signer`. */
export async function runSuite(url: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [name, run] of Object.entries(CASES)) {
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('not done within a minute')), 60_000),
    )
    late.catch(() => {})
    try {
      await Promise.race([run(url), late])
      outcomes.push({ name })
    } catch (error) {
      outcomes.push({ name, error: String(error) })
    }
  }
  return outcomes
}
