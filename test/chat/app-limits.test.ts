/** Limits: what slows guessing, and that nobody who is honest meets one. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { startTestApp } from './app.ts'
import { LIMITS } from '../../apps/chat/settings/limits.ts'

test('failed log-ins are slowed for their account, and the right password waits too', async (t) => {
  const app = await startTestApp(t)
  const { password } = await app.register('ann')
  await app.register('ben')
  const logIn = (name: string, attempt: string) => app.post('public4', '/login', { name, password: attempt })
  for (let failure = 1; failure <= 5; failure++) assert.equal((await logIn('ann', 'wrong')).status, 403)

  const slowed = await logIn('ann', password)
  assert.equal(slowed.status, 429)
  assert.equal(slowed.headers.get('retry-after'), '1')
  assert.match(slowed.text, /Too many failed attempts/)
  assert.equal((await logIn('ben', 'wrong')).status, 403, 'another account is not slowed')

  app.clock.ahead = 1_001
  assert.equal((await logIn('ann', password)).status, 200)
  assert.equal((await logIn('ann', 'wrong')).status, 403, 'a success forgets the failures')
})

test('a hundred guesses at the same time are slowed like a hundred after each other', async (t) => {
  const app = await startTestApp(t)
  await app.register('ann')
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => app.post('public4', '/login', { name: 'ann', password: 'guess' })),
  )

  assert.equal(answers.filter(({ status }) => status === 403).length, 5)
  assert.equal(answers.filter(({ status }) => status === 429).length, 95)
})

test('names that do not exist are slowed as well', async (t) => {
  const app = await startTestApp(t)
  const statuses = []
  for (let attempt = 1; attempt <= 6; attempt++)
    statuses.push((await app.post('public4', '/login', { name: 'nobody', password: 'guess' })).status)

  assert.deepEqual(statuses, [404, 404, 404, 404, 404, 429])
})

test('guesses at the administrator’s password and at one’s own are slowed', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ann')
  for (let failure = 1; failure <= 5; failure++) {
    assert.equal((await app.post('public6', '/broadcast', { password: 'wrong', message: 'x' })).status, 403)
    assert.equal(
      (await app.post('public4', '/password', { password: 'wrong', new_password: 'long enough' }, token)).status,
      403,
    )
  }

  assert.equal((await app.post('public6', '/broadcast', { password: 'wrong', message: 'x' })).status, 429)
  assert.equal(
    (await app.post('public4', '/password', { password: 'wrong', new_password: 'long enough' }, token)).status,
    429,
  )
})

test('twenty learners behind one address who register, mistype three times and log in meet no limit', async (t) => {
  const app = await startTestApp(t)
  const learner = async (number: number): Promise<readonly number[]> => {
    const name = `learner ${number}`
    const { password } = await app.register(name)
    const statuses = []
    for (const attempt of ['wrong', 'wrong', 'wrong', password])
      statuses.push((await app.post('public4', '/login', { name, password: attempt })).status)
    return statuses
  }

  const all = await Promise.all(Array.from({ length: 20 }, (_, number) => learner(number)))
  for (const statuses of all) assert.deepEqual(statuses, [403, 403, 403, 200])
})

test('a flood from one address is refused, but not on the ports for workers', async (t) => {
  const app = await startTestApp(t, { APP_REQUESTS_PER_MINUTE: '20' })
  const statuses = []
  for (let request = 0; request < 25; request++) statuses.push((await app.ask('public4', '/lesson-4/x')).status)
  assert.deepEqual(statuses, [...Array(20).fill(200), ...Array(5).fill(429)])
  const refused = await app.ask('public4', '/lesson-4/x')
  assert.match(refused.text, /Too many requests/)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal((await app.ask('public4', '/health')).status, 200)
  for (let request = 0; request < 25; request++)
    assert.equal((await app.ask('internal4', '/auth?name=nobody')).status, 404)
})

test('a port with too many connections answers 503 and closes; those that are open go on, and one that ends makes room', async (t) => {
  const app = await startTestApp(t, { APP_CONNECTIONS: '3' })
  const { port, hostname } = new URL(app.url('public4'))
  const open = async () => {
    const socket = connect(Number(port), hostname)
    t.after(() => socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  const [first, second] = [await open(), await open(), await open()]
  for (let surplus = 0; surplus < 5; surplus++) {
    let answer = ''
    for await (const text of (await open()).setEncoding('utf8')) answer += String(text)
    assert.match(answer, /^HTTP\/1\.1 503 .*retry-after: 5\r\n.*too many connections. Try again later/s)
  }

  first.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n')
  assert.match(String((await once(first, 'data'))[0]), /^HTTP\/1\.1 200 /)
  second.end()
  await once(second.resume(), 'close')
  assert.equal((await app.ask('public4', '/health')).status, 200, 'there is room again')
  assert.equal((await app.ask('public5', '/health')).status, 200, 'each port has a limit of its own')
  assert.match((await app.ask('internal4', '/metrics')).text, /connections_refused_total\{port="public4"\} 5/)
  assert.equal(app.log.filter((line) => line.includes('APP_CONNECTIONS')).length, 1)
})

test('twenty learners behind one address with ten connections each meet no limit', async (t) => {
  const app = await startTestApp(t)
  const { port, hostname } = new URL(app.url('public5'))
  const sockets = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = connect(Number(port), hostname)
      t.after(() => socket.destroy())
      await once(socket, 'connect')
      return socket
    }),
  )
  const statuses = await Promise.all(
    sockets.map(async (socket) => {
      socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n')
      return String((await once(socket, 'data'))[0]).split(' ')[1]
    }),
  )

  assert.deepEqual(new Set(statuses), new Set(['200']))
})

test('X-Forwarded-For tells addresses apart only behind a trusted proxy', async (t) => {
  const flood = async (variables: Readonly<Record<string, string>>): Promise<number> => {
    const app = await startTestApp(t, { APP_REQUESTS_PER_MINUTE: '5', ...variables })
    let refused = 0
    for (let request = 0; request < 10; request++) {
      const headers = { 'x-forwarded-for': `10.0.0.${request}` }
      if ((await app.ask('public4', '/lesson-4/x', { headers })).status === 429) refused++
    }
    return refused
  }

  assert.equal(await flood({}), 5)
  assert.equal(await flood({ APP_TRUSTED_PROXIES: '127.0.0.1, ::1' }), 0)
})

test('names, titles, messages and ids have a greatest length', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('𝕏'.repeat(LIMITS.nameBytes / 4))
  assert.ok(token)
  const status = async (...asked: Parameters<typeof app.post>) => {
    const answer = await app.post(...asked)
    return [answer.status, Object.keys((answer.body as object | undefined) ?? {})[0]]
  }

  assert.deepEqual(await status('public4', '/user', { name: 'x'.repeat(LIMITS.nameCharacters + 1) }), [400, 'name'])
  await app.register('ann')
  assert.deepEqual(await status('public5', '/thread', { name: 'ann', title: 'x'.repeat(LIMITS.titleCharacters) }), [
    200,
    'uri',
  ])
  assert.deepEqual(await status('public5', '/thread', { name: 'ann', title: 'x'.repeat(LIMITS.titleCharacters + 1) }), [
    400,
    'title',
  ])
  const message = { thread: 'x'.repeat(LIMITS.titleCharacters), user: 'ann' }
  assert.deepEqual(
    await status('internal5', '/message', { ...message, message: 'é'.repeat(LIMITS.messageBytes / 2) }),
    [204, undefined],
  )
  assert.deepEqual(
    await status('internal5', '/message', { ...message, message: 'é'.repeat(LIMITS.messageBytes / 2 + 1) }),
    [400, 'message'],
  )
  assert.deepEqual(await status('internal5', '/message', { ...message, message: 'x', id: 'x'.repeat(65) }), [400, 'id'])
  assert.deepEqual(await status('public4', '/login', { name: 'ann', password: 'x'.repeat(201) }), [400, 'password'])
})

test('a new user whose name can be confused with another is noted in the log and counted', async (t) => {
  const app = await startTestApp(t)
  await app.register('paypal')
  await app.register('раураl')

  assert.match(app.log.join(''), /"раураl" can be confused with "paypal"/)
  assert.match((await app.ask('internal4', '/metrics')).text, /registrations_total\{looks_like_another="true"\} 1/)
})

test('an unknown user costs as much work as a wrong password', async (t) => {
  const app = await startTestApp(t)
  await app.register('ann')
  // No time is asserted: two hashes are counted instead, one for each attempt.
  const hashes = async () => {
    const { text } = await app.ask('internal4', '/metrics')
    return Number(/password_hashes_total (\d+)/.exec(text)?.[1])
  }
  const costOf = async (name: string) => {
    const before = await hashes()
    await app.post('public4', '/login', { name, password: 'guess' })
    return (await hashes()) - before
  }
  await costOf('warm up')

  assert.equal(await costOf('ann'), 1)
  assert.equal(await costOf('nobody'), 1)
})
