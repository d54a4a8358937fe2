/** The routes of the reference, with its bodies and status codes, and every way to send a body. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from './app.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('POST /user answers a password and a token, and refuses a missing and a taken name', async (t) => {
  const app = await startTestApp(t)

  const added = await app.post('public4', '/user', { name: 'my user' })
  const { password, token } = added.body as { password: string; token: string }
  assert.equal(added.status, 200)
  assert.deepEqual(Object.keys(added.body as object), ['password', 'token'])
  assert.match(password, /^[0-9a-f]{12}$/)
  assert.match(token, /^[0-9a-f]{32}$/)

  for (const body of [{}, { name: '' }, { name: '   ' }, { name: null }, undefined]) {
    const missing = await app.post('public4', '/user', body)
    assert.equal(missing.status, 400)
    assert.deepEqual(Object.keys(missing.body as object), ['name'])
  }
  const taken = await app.post('public4', '/user', { name: ' my  user ' })
  assert.equal(taken.status, 400)
  assert.deepEqual(taken.body, { name: 'This name is taken. Choose another one.' })
})

test('POST /login answers the token; 404 for an unknown user, 403 for a wrong password', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await app.register('ann')

  assert.deepEqual((await app.post('public4', '/login', { name: 'ann', password })).body, { token })
  const unknown = await app.post('public4', '/login', { name: 'nobody', password })
  assert.deepEqual([unknown.status, Object.keys(unknown.body as object)], [404, ['error']])
  const wrong = await app.post('public4', '/login', { name: 'ann', password: 'wrong' })
  assert.deepEqual([wrong.status, Object.keys(wrong.body as object)], [403, ['error']])
  const missing = await app.post('public4', '/login')
  assert.deepEqual([missing.status, Object.keys(missing.body as object)], [400, ['name', 'password']])
})

test('GET /auth answers the token as plain text to workers', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('my user')

  const known = await app.ask('internal4', '/auth?name=my+user')
  assert.deepEqual([known.status, known.text], [200, token])
  assert.match(known.headers.get('content-type') ?? '', /^text\/plain/)
  assert.ok(Number(known.headers.get('token-expires-at')) > Date.now())
  assert.equal((await app.ask('internal4', '/auth?name=nobody')).status, 404)
  const missing = await app.ask('internal4', '/auth')
  assert.deepEqual([missing.status, missing.body], [400, { name: "'name' is missing." }])
})

test('POST /thread answers the URI, twice for one user 400; two users share a thread by each adding it', async (t) => {
  const app = await startTestApp(t)
  await app.register('ann')
  await app.register('ben')
  const added = await app.post('public5', '/thread', { name: 'ann', title: ' Some Thread!' })
  assert.deepEqual([added.status, added.body], [200, { uri: 'workshop.chat.some-thread-' }])

  const again = await app.post('public5', '/thread', { name: 'ann', title: 'some thread?' })
  assert.deepEqual([again.status, Object.keys(again.body as object)], [400, ['title']])
  assert.equal((await app.post('public5', '/thread', { name: 'ben', title: 'some thread!' })).status, 200)
  const unknown = await app.post('public5', '/thread', { name: 'nobody', title: 'some thread' })
  assert.deepEqual([unknown.status, Object.keys(unknown.body as object)], [404, ['error']])
  const missing = await app.post('public5', '/thread', {})
  assert.deepEqual([missing.status, Object.keys(missing.body as object)], [400, ['name', 'title']])
  for (const title of ['!?', '日本語', '---']) {
    const empty = await app.post('public5', '/thread', { name: 'ann', title })
    assert.deepEqual([empty.status, Object.keys(empty.body as object)], [400, ['title']], title)
  }
})

test('GET /access answers the permalink to workers; 400 without fields, 401 for no such pair', async (t) => {
  const app = await startTestApp(t)
  await app.register('ann')
  await app.post('public5', '/thread', { name: 'ann', title: 'tea' })

  const access = (query: string) => app.ask('internal5', `/access${query}`)
  const known = await access('?thread=tea&user=ann')
  assert.deepEqual([known.status, known.text], [200, 'tea'])
  assert.equal((await access('?thread=workshop.chat.tea&user=ann')).text, 'tea')
  assert.equal((await access('?thread=tea&user=nobody')).status, 401)
  assert.equal((await access('?thread=coffee&user=ann')).status, 401)
  const missing = await access('')
  assert.deepEqual([missing.status, Object.keys(missing.body as object)], [400, ['thread', 'user']])
})

test('POST /message records for workers, as a form or as JSON', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ann')
  await app.post('public5', '/thread', { name: 'ann', title: 'tea' })
  const send = (body: unknown, headers = {}) => app.ask('internal5', '/message', { method: 'POST', body, headers })

  assert.equal((await send('thread=tea&user=ann&message=as+a+form', FORM)).status, 204)
  assert.equal((await send({ thread: 'tea', user: 'ann', message: 'as JSON' })).status, 204)
  assert.equal((await send({ thread: 'tea', user: 'nobody', message: 'x' })).status, 401)
  const missing = await send({})
  assert.deepEqual([missing.status, Object.keys(missing.body as object)], [400, ['thread', 'user', 'message']])
  assert.equal((await send({ thread: 'tea', user: 'ann', message: 'one', id: '1' })).status, 204)
  assert.equal((await send({ thread: 'tea', user: 'ann', message: 'one', id: '1' })).status, 204)
  assert.equal((await send({ thread: 'tea', user: 'ann', message: 'other', id: '1' })).status, 409)

  const { body } = await app.ask('public5', '/thread/tea/messages', { token })
  assert.deepEqual(
    (body as { messages: { text: string }[] }).messages.map(({ text }) => text),
    ['as a form', 'as JSON', 'one'],
  )
})

test('GET /lesson-N/{name} greets by that name, as text', async (t) => {
  const app = await startTestApp(t)
  for (const lesson of [4, 5, 6] as const) {
    const answer = await app.ask(`public${lesson}`, `/lesson-${lesson}/${encodeURIComponent('<b>Zoë</b>')}`)
    assert.match(answer.text, /<b>Zoë<\/b>/)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  }
})

test('a form and JSON are the same; without a content type a body that starts with { is JSON', async (t) => {
  const app = await startTestApp(t)
  const send = (body: string, headers: Readonly<Record<string, string>>) =>
    app.ask('public4', '/user', { method: 'POST', body, headers })

  assert.equal((await send('name=a+form', FORM)).status, 200)
  assert.equal((await send('{"name":"a json"}', { 'content-type': 'application/json; charset=utf-8' })).status, 200)
  assert.equal((await send('  {"name":"no type"}', {})).status, 200)
  assert.equal((await send('name=form+without+type', {})).status, 200)
})

test('a body that cannot be read is answered with what to do', async (t) => {
  const app = await startTestApp(t)
  const send = async (body: string, headers: Readonly<Record<string, string>>) => {
    const { status, text } = await app.ask('public4', '/user', { method: 'POST', body, headers })
    return `${status} ${text}`
  }

  assert.match(await send('{"name":"x"}', FORM), /^400 .*content-type: application\/json/)
  assert.match(await send('{"name":', { 'content-type': 'application/json' }), /^400 .*not valid JSON/)
  assert.match(await send('{"name":', {}), /^400 .*not valid JSON/)
  assert.match(await send('["name"]', { 'content-type': 'application/json' }), /^400 .*must be object/)
  assert.match(await send('"name"', { 'content-type': 'application/json' }), /^400 .*must be object/)
  assert.match(
    await send('{"name":{"a":1}}', { 'content-type': 'application/json' }),
    /^400 .*'name' must be of type string/,
  )
  assert.match(await send('{"__proto__":{"a":1}}', { 'content-type': 'application/json' }), /^400 .*not valid JSON/)
  assert.match(await send('{"name":"x"}', { 'content-type': 'text/plain' }), /^415 .*application\/json/)
  assert.match(
    await send(`{"name":"${'x'.repeat(200_000)}"}`, { 'content-type': 'application/json' }),
    /^413 .*more than 131072/,
  )
  assert.match(await send(`name=${'x'.repeat(200_000)}`, FORM), /^413 /)
  assert.match(await send(`name=${'x'.repeat(500)}`, FORM), /^400 .*at most/)
})

test('SQL, HTML and every kind of Unicode come back as they were sent', async (t) => {
  const app = await startTestApp(t)
  for (const name of ["x'; DROP TABLE users; --", '<script>alert(1)</script>', 'Zoe\u0308', '李小龍 👩‍👩‍👧', '%_\\"']) {
    const { token } = await app.register(name)
    const { body } = await app.ask('public4', '/user', { token })
    assert.equal((body as { name: string }).name, name.normalize('NFC'))
  }
})

test('a name is one name, however its characters are composed', async (t) => {
  const app = await startTestApp(t)
  const composed = 'Zo\u00eb'
  const decomposed = 'Zoe\u0308'
  const { password, token } = await app.register(decomposed)

  assert.equal((await app.post('public4', '/user', { name: composed })).status, 400)
  for (const name of [composed, decomposed]) {
    assert.deepEqual((await app.post('public4', '/login', { name, password })).body, { token })
    assert.equal((await app.ask('internal4', `/auth?name=${encodeURIComponent(name)}`)).text, token)
  }
  await app.post('public5', '/thread', { name: composed, title: 'tea' })
  assert.equal((await app.ask('internal5', `/access?thread=tea&user=${encodeURIComponent(decomposed)}`)).status, 200)
})

test('an unknown path is 404 and names the way to the description', async (t) => {
  const app = await startTestApp(t)
  const { status, text } = await app.ask('public4', '/nowhere?password=secret')
  assert.equal(status, 404)
  assert.match(text, /GET \/nowhere\. GET \/docs/)
})

test('/docs describes the routes of each port', async (t) => {
  const app = await startTestApp(t)
  const paths = async (port: Parameters<typeof app.ask>[0]) => {
    const { body } = await app.ask(port, '/docs')
    return Object.keys((body as { paths: object }).paths).toSorted()
  }
  assert.deepEqual(await paths('public4'), [
    '/health',
    '/lesson-4/{name}',
    '/login',
    '/logout',
    '/password',
    '/ready',
    '/token',
    '/user',
  ])
  assert.deepEqual(await paths('public6'), ['/broadcast', '/health', '/lesson-6/{name}', '/ready'])
  assert.deepEqual(await paths('internal5'), ['/access', '/health', '/message', '/metrics', '/ready'])
})
