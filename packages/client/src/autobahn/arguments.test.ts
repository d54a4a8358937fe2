import assert from 'node:assert/strict'
import { test } from 'node:test'
import { opened } from './test-page.ts'

const wrong = <Value>(value: unknown): Value => value as Value

test('a procedure or topic that is no string is refused with an error that names it', async () => {
  const { session, router } = await opened()
  const says = (method: string, name: string) => ({
    name: 'TypeError',
    message: `Session.${method}: <${name}> must be a string, not the number 5`,
  })
  assert.throws(() => session.call(wrong(5)), says('call', 'procedure'))
  assert.throws(() => session.register(wrong(5), () => {}), says('register', 'procedure'))
  assert.throws(() => session.subscribe(wrong(5), () => {}), says('subscribe', 'topic'))
  assert.throws(() => session.publish(wrong(5)), says('publish', 'topic'))
  assert.deepEqual(router.sent, [])
})

test('arguments of another kind than the method takes are refused', async () => {
  const { session, router } = await opened()
  assert.throws(() => session.call('a', wrong('x')), /Session.call: <args> must be an array \[\], not the string "x"/)
  assert.throws(() => session.call('a', [], wrong([1])), /<kwargs> must be an object \{\}, not a list/)
  assert.throws(
    () => session.publish('a', [], {}, wrong(true)),
    /<options> must be an object \{\}, not the boolean true/,
  )
  assert.throws(() => session.subscribe('a', wrong(null)), /<handler> must be a function, not null/)
  assert.throws(() => session.register('a', wrong({})), /<endpoint> must be a function, not a dictionary/)
  assert.throws(
    () =>
      session.call(
        'a',
        [],
        wrong(() => 1),
      ),
    /<kwargs> must be an object \{\}, not a function/,
  )
  assert.deepEqual(router.sent, [])
})

test('null stands for no arguments and no options, and an instance of a class for an object', async () => {
  const { session, router } = await opened()
  class Point {
    x = 1
  }
  void session.publish('a', null, null, null)
  void session.publish('a', null, wrong(new Point()))
  assert.deepEqual(router.take('PUBLISH').payload.values().args, [])
  assert.deepEqual({ ...router.take('PUBLISH').payload.values().kwargs }, { x: 1 })
})
