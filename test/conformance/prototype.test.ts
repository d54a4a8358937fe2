/** Names of properties that every JavaScript object has are ordinary names, wherever a peer may choose one. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dictOf, Payload } from '@wampeter/protocol'
import type { Dict, SerializerName } from '@wampeter/protocol'
import { RawClient } from '../support/raw-client.ts'
import { AUTH, startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']

/**
 * A dictionary with every such name as a key, on two levels. The tests check afterwards that no prototype has
 * changed.
 */
const awkward = (): Dict =>
  dictOf(NAMES.map((name) => [name, dictOf([...NAMES.map((inner) => [inner, 'inner'] as const), ['polluted', true]])]))

const inherited = Object.getOwnPropertyNames(Object.prototype)

for (const serializer of ['json', 'msgpack', 'cbor'] as const satisfies readonly SerializerName[]) {
  describe(serializer, () => {
    let running: RunningRouter
    before(async () => void (running = await startRouter()))
    after(async () => {
      await running[Symbol.asyncDispose]()
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), inherited)
      assert.equal(Reflect.get({}, 'polluted'), undefined)
      assert.equal(running.router.counters.get('internal_errors'), 0)
    })
    const dialect = { serializer, isBatched: false } as const
    const connect = () => RawClient.connect(running.url, dialect)
    const join = () => RawClient.join(running.url, dialect)

    test('in HELLO and AUTHENTICATE, as keys and as names', async () => {
      const welcomed = await connect()
      const roles = dictOf([...Object.entries(awkward()), ['caller', awkward()], ['callee', { features: awkward() }]])
      const details = dictOf([...Object.entries(awkward()), ['roles', roles], ['authextra', awkward()]])
      welcomed.send({ kind: 'HELLO', realm: 'realm1', details: details as Dict & { roles: Dict } })
      assert.equal((await welcomed.next('WELCOME')).details['authrole'], 'guest')
      welcomed.end()
      for (const name of NAMES) {
        const realmless = await connect()
        realmless.send({ kind: 'HELLO', realm: name, details: { roles: { caller: {} } } })
        assert.equal((await realmless.next('ABORT')).reason, 'wamp.error.no_such_realm')
        const methodless = await connect()
        methodless.send({ kind: 'HELLO', realm: 'realm1', details: { roles: { caller: {} }, authmethods: [name] } })
        assert.equal((await methodless.next('ABORT')).reason, 'wamp.error.no_matching_auth_method')
        for (const method of Object.keys(AUTH).filter((each) => each !== 'anonymous')) {
          const client = await connect()
          const wishes = { authmethods: [method], authid: name, authrole: name, authextra: awkward() }
          client.send({ kind: 'HELLO', realm: 'realm1', details: { roles: { caller: {} }, ...wishes } })
          await client.next('CHALLENGE')
          client.send({ kind: 'AUTHENTICATE', signature: name, extra: awkward() })
          assert.equal((await client.next('ABORT')).reason, 'wamp.error.authentication_denied')
        }
      }
    })

    test('as topics and procedures, in options, details and arguments of every message', async () => {
      const [one, other] = [await join(), await join()]
      const payload = Payload.of([awkward()], awkward())
      for (const [index, name] of NAMES.entries()) {
        const request = 10 * index + 1
        other.send({ kind: 'SUBSCRIBE', request, options: awkward(), topic: name })
        await other.next('SUBSCRIBED')
        one.send({ kind: 'PUBLISH', request, options: awkward(), topic: name, payload })
        assertSame((await other.next('EVENT')).payload)
        other.send({ kind: 'REGISTER', request: request + 1, options: awkward(), procedure: name })
        await other.next('REGISTERED')
        for (const isError of [false, true]) {
          one.send({ kind: 'CALL', request: request + (isError ? 1 : 2), options: awkward(), procedure: name, payload })
          const invocation = await other.next('INVOCATION')
          assertSame(invocation.payload)
          const answer = { request: invocation.request, payload }
          if (isError) other.send({ kind: 'ERROR', requestType: 68, details: awkward(), error: name, ...answer })
          else other.send({ kind: 'YIELD', options: awkward(), ...answer })
          const result = isError ? await one.next('ERROR') : await one.next('RESULT')
          assertSame(result.payload)
          if (result.kind === 'ERROR') assert.deepEqual([result.error, { ...result.details }], [name, { ...awkward() }])
        }
      }
      one.send({ kind: 'GOODBYE', details: awkward(), reason: '__proto__' })
      await one.next('GOODBYE')
      for (const client of [one, other]) client.end()
    })

    test('asked of the meta API', async () => {
      const client = await join()
      for (const [index, name] of NAMES.entries()) {
        const ask = (request: number, procedure: string, args: readonly unknown[], kwargs: Dict = {}) =>
          client.send({ kind: 'CALL', request, options: {}, procedure, payload: Payload.of(args, kwargs) })
        ask(4 * index + 1, `wamp.session.${name}`, [])
        assert.equal((await client.next('ERROR')).error, 'wamp.error.no_such_procedure')
        ask(4 * index + 2, 'wamp.session.count', [[name]])
        assert.deepEqual((await client.next('RESULT')).payload.values().args, [0])
        ask(4 * index + 3, 'wamp.session.list', [], awkward())
        await client.next('RESULT')
        ask(4 * index + 4, 'wamp.session.add_testament', [name, [awkward()], awkward(), awkward()])
        await client.next('RESULT')
      }
      client.end()
    })
  })
}

function assertSame(payload: Payload): void {
  const { args, kwargs } = payload.values()
  assert.deepEqual(args, [awkward()])
  assert.deepEqual(kwargs, awkward())
}
