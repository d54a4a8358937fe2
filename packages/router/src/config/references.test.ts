import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from './check.ts'
import { realm, routerConfig, webTransport, withAuth, withWebSocket } from './test-configs.ts'

const problemsOf = (raw: unknown) =>
  checkConfig(raw).problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`)

test('a login with a role that no realm has causes a warning', () => {
  assert.deepEqual(
    problemsOf(withAuth({ ticket: { type: 'static', principals: { barry: { ticket: 'a', role: 'anonimous' } } } })),
    [
      'warning workers[0].transports[0].paths.ws.auth.ticket.principals.barry.role: ' +
        'no realm of this worker has a role "anonimous", so this login will be refused; did you mean "anonymous"?',
    ],
  )
})

test('a login without a role causes a warning', () => {
  assert.deepEqual(problemsOf(withAuth({ wampcra: { type: 'static', users: { barry: { secret: 'a' } } } })), [
    'warning workers[0].transports[0].paths.ws.auth.wampcra.users.barry: has no `role`, so this login will be refused',
  ])
})

test('one realm name in two workers is fine: they are two realms, as in Crossbar', () => {
  const workers = [
    { type: 'router', realms: [realm()] },
    { type: 'router', realms: [realm()] },
  ]
  assert.deepEqual(problemsOf({ version: 2, workers }), [])
})

test('the roles that count for a login are those of its own worker', () => {
  const workers = [
    { type: 'router', realms: [realm({ roles: [{ name: 'staff', permissions: [] }] })] },
    {
      type: 'router',
      realms: [realm()],
      transports: [webTransport({}, { auth: { anonymous: { type: 'static', role: 'staff' } } })],
    },
  ]
  assert.match(
    problemsOf({ version: 2, workers }).join(),
    /auth\.anonymous\.role: no realm of this worker has a role "staff"/,
  )
})

test('allow-by-default beside permissions causes a warning', () => {
  const problems = problemsOf(
    routerConfig({ realms: [realm({ roles: [{ name: 'anonymous', permissions: [], 'allow-by-default': true }] })] }),
  )
  assert.match(problems.join(), /^warning .*allow-by-default: has no effect beside `permissions`/)
})

test('two transports on one port are refused, unless both share it or the port is free to choose', () => {
  const twice = (endpoint: unknown) =>
    problemsOf(routerConfig({ transports: [webTransport({ endpoint }), webTransport({ endpoint })] }))
  assert.match(
    twice({ type: 'tcp', port: 8080 }).join(),
    /transports\[1\]\.endpoint\.port: another transport already listens on port 8080/,
  )
  assert.deepEqual(twice({ type: 'tcp', port: 8080, shared: true }), [])
  assert.deepEqual(twice({ type: 'tcp', port: 0 }), [])
})

test('one port on one address and on all addresses causes a warning, however "all" is written', () => {
  const both = (...addresses: readonly (string | undefined)[]) =>
    problemsOf(
      routerConfig({
        transports: addresses.map((address) =>
          webTransport({
            endpoint: { type: 'tcp', port: 8080, ...(address === undefined ? {} : { interface: address }) },
          }),
        ),
      }),
    ).join()
  assert.match(both(undefined, '127.0.0.1'), /^warning .*transports\[1\]\.endpoint\.port: .*port 8080 of all addresses/)
  assert.match(both('127.0.0.1', '0.0.0.0'), /^warning .*transports\[0\]\.endpoint\.port: /)
  assert.match(both(undefined, '0.0.0.0'), /another transport already listens on port 8080/)
  assert.equal(both('127.0.0.1', '127.0.0.2'), '')
})

test('a salted secret that is no derived key causes a warning, which names the key for passwords', () => {
  const user = (keys: object) =>
    problemsOf(withAuth({ wampcra: { type: 'static', users: { a: { role: 'anonymous', ...keys } } } })).join()
  assert.match(user({ secret: 'password', salt: 'pepper' }), /^warning .*users\.a\.secret: .*add "derive": true/)
  assert.equal(user({ secret: 'password', salt: 'pepper', derive: true }), '')
  assert.equal(user({ secret: Buffer.alloc(32).toString('base64'), salt: 'pepper', iterations: 1000, keylen: 32 }), '')
  assert.match(user({ secret: 'password', derive: true }), /derive: has no effect without a `salt`/)
})

test('a bound on frames only causes a warning, because messages are bounded as a whole', () => {
  const sized = (options: object) => problemsOf(withWebSocket({ options })).join()
  assert.match(sized({ max_frame_size: 5000 }), /^warning .*options\.max_frame_size: frames are not bounded/)
  assert.match(sized({ max_frame_size: 5000, max_message_size: 0 }), /frames are not bounded/)
  assert.equal(sized({ max_frame_size: 5000, max_message_size: 5000 }), '')
  assert.equal(sized({ max_frame_size: 0 }), '')
})

test('an empty secret causes a warning', () => {
  const principals = { barry: { ticket: '', role: 'anonymous' } }
  assert.match(
    problemsOf(withAuth({ ticket: { type: 'static', principals } })).join(),
    /^warning .*barry\.ticket: is empty/,
  )
})
