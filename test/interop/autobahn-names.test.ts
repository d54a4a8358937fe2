/** `@wampeter/client/autobahn` beside Autobahn-JS, at a real router. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import foreign from 'autobahn'
import * as ours from '@wampeter/client/autobahn'
import { startRouter } from '../support/router.ts'

const SEED = Uint8Array.from({ length: 32 }, (_, at) => at)
const challenge = 'a5'.repeat(32)

test('Autobahn-JS and @wampeter/client/autobahn make the same public key and the same answer to a challenge', async () => {
  const [one, other] = [foreign.nacl.sign.keyPair.fromSeed(SEED), ours.nacl.sign.keyPair.fromSeed(SEED)]
  const expected = foreign.auth_cryptosign.sign_challenge(one, { challenge })
  assert.equal(await ours.auth_cryptosign.public_key(other), foreign.auth_cryptosign.public_key(one))
  assert.equal(await ours.auth_cryptosign.sign_challenge(other, { challenge }), expected)
  assert.equal(await ours.auth_cryptosign.sign_challenge(one, { challenge }), expected)
})

for (const [name, library] of Object.entries({ 'Autobahn-JS': foreign, '@wampeter/client/autobahn': ours })) {
  const cryptosign = library.auth_cryptosign as typeof ours.auth_cryptosign

  test(`a connection that ${name} makes logs in by cryptosign, and is told the router's reason when it leaves`, async () => {
    const pkey = library.nacl.sign.keyPair.fromSeed(SEED)
    const key = await cryptosign.public_key(pkey)
    const principals = { joe: { authorized_keys: [key], role: 'guest' } }
    await using running = await startRouter({ auth: { cryptosign: { type: 'static', principals } } })
    const connection = cryptosign.create_connection({ url: running.url, realm: 'realm1', pkey })
    const [opened, closed] = [Promise.withResolvers<string>(), Promise.withResolvers<readonly unknown[]>()]
    connection.onopen = (session, details) => {
      opened.resolve(String(details['authid']))
      session.leave('app.done', 'enough')
    }
    connection.onclose = (reason, details) => {
      closed.resolve([reason, details.reason, details.will_retry])
      opened.reject(new Error(`${reason}: ${details.reason}`))
      return true
    }
    connection.open()
    assert.equal(await opened.promise, 'joe')
    assert.deepEqual(await closed.promise, ['closed', 'wamp.close.goodbye_and_out', false])
  })

  test(`${name} refuses a procedure that is no string`, async () => {
    await using running = await startRouter()
    const connection = new library.Connection({ url: running.url, realm: 'realm1', max_retries: 0 })
    const refused = Promise.withResolvers<string>()
    const closed = Promise.withResolvers<void>()
    connection.onopen = (session: ours.Session) => {
      try {
        void session.call(5 as never)
      } catch (error) {
        refused.resolve((error as Error).message)
      }
    }
    connection.onclose = () => closed.resolve()
    connection.open()
    assert.match(await refused.promise, /^Session\.call: <procedure> must be a string/)
    connection.close()
    await closed.promise
  })
}
