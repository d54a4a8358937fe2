import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Deferred } from './deferred.ts'
import { log, util } from './index.ts'

test('util.defaults gives an object what it lacks, and within objects only if asked to', () => {
  assert.deepEqual(util.defaults({ a: 1 }, { a: 2, b: 2 }, null, { b: 3, c: 3 }), { a: 1, b: 2, c: 3 })
  assert.deepEqual(util.defaults({ a: { one: 1 } }, { a: { two: 2 } }), { a: { one: 1 } })
  assert.deepEqual(util.defaults({ a: { one: 1 } }, { a: { two: 2 } }, true), { a: { one: 1, two: 2 } })
  assert.deepEqual(util.defaults(), {})
  assert.throws(() => util.defaults({}, 'text' as never), TypeError)
})

test('util.defaults leaves the prototype of all objects alone', () => {
  util.defaults({}, JSON.parse('{"__proto__": {"isPolluted": true}}') as Record<string, unknown>, true)
  assert.equal(({} as { isPolluted?: boolean }).isPolluted, undefined)
})

test('util.assert throws its text', () => {
  util.assert(true)
  assert.throws(() => util.assert(0, 'no'), { message: 'no' })
  assert.throws(() => util.assert(null), { message: 'Assertion failed!' })
})

test('util writes bytes as text and reads them again, and leaves nothing nothing', () => {
  const bytes = Uint8Array.of(0, 127, 255)
  assert.deepEqual([util.btoh(bytes), util.btoa(bytes)], ['007fff', 'AH//'])
  assert.deepEqual([util.htob('007fFF'), util.atob('AH//')], [bytes, bytes])
  assert.deepEqual([util.btoh(null), util.btoa(null), util.htob(''), util.atob(null)], [null, null, null, null])
  for (const wrong of ['abc', 'zz']) assert.throws(() => util.htob(wrong), RangeError)
  assert.throws(() => util.atob('!'), RangeError)
})

test('util.rand_normal has the mean and the deviation that were asked for', () => {
  const found = Array.from({ length: 20_000 }, () => util.rand_normal(5, 2))
  const mean = found.reduce((sum, each) => sum + each, 0) / found.length
  const variance = found.reduce((sum, each) => sum + (each - mean) ** 2, 0) / found.length
  assert.ok(Math.abs(mean - 5) < 0.2, String(mean))
  assert.ok(Math.abs(Math.sqrt(variance) - 2) < 0.2, String(variance))
})

test('util has the small functions of Autobahn-JS', async () => {
  assert.deepEqual([{}, [], null, 1].map(util.is_object), [true, false, true, false])
  assert.ok(Number.isSafeInteger(util.new_global_id() - 1))
  await util.sleep(0)
  assert.equal(await util.as_promise((a: number, b: number) => a + b, 1, 2), 3)
  await assert.rejects(
    util.as_promise(() => {
      throw new Error('no')
    }),
    { message: 'no' },
  )
  const handled: unknown[] = []
  util.handle_error((...all: unknown[]) => handled.push(all), 'error', 'text')
  assert.deepEqual(handled, [['error', 'text']])
  const deferred = util.deferred_factory()() as Deferred<number>
  deferred.resolve(7)
  assert.equal(await util.promise(deferred), 7)
})

test('util.http_post and http_get_json resolve with an answer, and reject with its status or a timeout', async (t) => {
  t.mock.method(globalThis, 'fetch', (path: string, { method, signal, credentials, body }: RequestInit) => {
    assert.equal(credentials, 'include')
    if (path === 'gone') return Promise.reject(new TypeError('fetch failed'))
    if (path === 'late')
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
    const text = path === '204' ? null : JSON.stringify({ method, body })
    return Promise.resolve(new Response(text, { status: Number(path), statusText: 'as asked' }))
  })
  assert.equal(await util.http_post('200', '{}'), '{"method":"POST","body":"{}"}')
  assert.deepEqual(await util.http_get_json('200'), { method: 'GET' })
  assert.equal(await util.http_post('204'), undefined)
  assert.equal(await util.http_get_json('204'), undefined)
  await assert.rejects(util.http_post('404'), { code: 404, text: 'as asked' })
  await assert.rejects(util.http_post('gone'), { code: 0, text: 'fetch failed' })
  await assert.rejects(util.http_get_json('late', 1), { code: 501, text: 'request timeout' })
})

test('log.debug prints only where the page asks for it, log.warn always', (t) => {
  const printed = t.mock.method(console, 'log', () => {})
  const warned = t.mock.method(console, 'warn', () => {})
  log.debug('quiet')
  Object.assign(globalThis, { AUTOBAHN_DEBUG: true })
  t.after(() => Reflect.deleteProperty(globalThis, 'AUTOBAHN_DEBUG'))
  log.debug(['TX'])
  log.warn('careful')
  assert.deepEqual(
    printed.mock.calls.map(({ arguments: all }) => all),
    [[['TX']]],
  )
  assert.deepEqual(
    warned.mock.calls.map(({ arguments: all }) => all),
    [['careful']],
  )
})
