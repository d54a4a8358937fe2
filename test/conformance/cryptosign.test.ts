/** Logging in by a key pair, with keys that the config lists and keys that a procedure knows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '@wampeter/client'
import { cryptosign, publicKeyOf } from '@wampeter/client/cryptosign'
import { startRouter } from '../support/router.ts'

const KEY = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510'
const OTHER = 'ff'.repeat(32)
const listed = {
  type: 'static',
  principals: { joe: { authorized_keys: [publicKeyOf(KEY).toUpperCase()], role: 'guest' } },
}

/** The role and name that a key is given, or the reason of the refusal. */
async function logIn(url: string, key: string, authid?: string): Promise<string> {
  const auth = cryptosign(key, authid === undefined ? {} : { authid })
  const client = connect(url, { realm: 'realm1', auth })
  try {
    const { authid: name, authrole } = await client.opened()
    return `${name} ${authrole}`
  } catch (error) {
    return (error as { uri: string }).uri
  } finally {
    await client.close()
  }
}

test('a listed key logs in with its name, and without a name where no other user has the key', async () => {
  await using running = await startRouter({ auth: { cryptosign: listed } })
  assert.equal(await logIn(running.url, KEY, 'joe'), 'joe guest')
  assert.equal(await logIn(running.url, KEY), 'joe guest')
})

test('another key and an unknown name get the same refusal', async () => {
  await using running = await startRouter({ auth: { cryptosign: listed } })
  assert.equal(await logIn(running.url, OTHER, 'joe'), 'wamp.error.authentication_denied')
  assert.equal(await logIn(running.url, KEY, 'eve'), 'wamp.error.authentication_denied')
  assert.equal(await logIn(running.url, OTHER), 'wamp.error.authentication_denied')
})

test('a procedure knows the keys, and gets the authid that the client asks for', async () => {
  await using running = await startRouter({
    auth: { cryptosign: { type: 'dynamic', authenticator: 'app.auth' } },
  })
  const worker = await running.router.join({ realm: 'realm1' })
  const wishes: unknown[] = []
  await worker.register('app.auth', ([, , details]) => {
    const { authid, authrole } = details as { authid: unknown; authrole: unknown }
    wishes.push([authid, authrole])
    return { role: 'guest', pubkey: publicKeyOf(KEY) }
  })
  assert.equal(await logIn(running.url, KEY, 'joe'), 'joe guest')
  assert.equal(await logIn(running.url, OTHER, 'joe'), 'wamp.error.authentication_denied')
  assert.deepEqual(wishes[0], ['joe', null])
})
