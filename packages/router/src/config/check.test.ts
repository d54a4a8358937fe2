import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from './check.ts'
import {
  lesson1,
  lesson2Signatures,
  lesson2Start,
  lesson2Tickets,
  realm,
  role,
  routerConfig,
  webTransport,
  withAuth,
  withWebSocket,
} from './test-configs.ts'

const problemsOf = (raw: unknown) => checkConfig(raw).problems.map(({ path, message }) => `${path}: ${message}`)

for (const [name, config] of Object.entries({
  lesson1,
  lesson2Start,
  lesson2Tickets,
  lesson2Signatures,
})) {
  test(`the config of ${name} is fine, without a warning`, () => {
    const { config: checked, problems } = checkConfig(config())
    assert.deepEqual(problems, [])
    assert.equal(checked?.workers?.[0]?.type, 'router')
  })
}

test('a checked config is frozen, and its defaults are filled in', () => {
  const { config } = checkConfig(routerConfig())
  const [worker] = config?.workers ?? []
  assert.ok(worker?.type === 'router')
  const [first] = worker.realms ?? []
  assert.ok(Object.isFrozen(config) && Object.isFrozen(worker.realms) && Object.isFrozen(first?.roles?.[0]))
  assert.equal(first?.options.uri_check, 'loose')
  assert.deepEqual(first?.roles?.[0]?.permissions?.[0]?.disclose, {
    caller: false,
    publisher: false,
  })
})

test('a config without workers is fine', () => {
  assert.deepEqual(checkConfig({ version: 2 }), {
    config: { version: 2 },
    problems: [],
  })
})

test('all mistakes are reported at once, each with its path', () => {
  const problems = problemsOf({
    version: 2,
    workrs: [],
    workers: [
      { type: 'ruter' },
      {
        type: 'router',
        id: 'A',
        realms: [realm({ name: 'a' }), realm({ roles: [role({ name: 'trusted' }), role({ permissions: 'all' })] })],
        transports: [webTransport({ endpoint: { type: 'tcp', port: '8080' } }, { auth: { tikcet: {} } })],
      },
    ],
  })
  assert.deepEqual(
    problems.map((problem) => problem.split(': ', 1)[0]),
    [
      'workers[0].type',
      'workers[1].id',
      'workers[1].realms[0].name',
      'workers[1].realms[1].roles[0].name',
      'workers[1].realms[1].roles[1].permissions',
      'workers[1].transports[0].endpoint.port',
      'workers[1].transports[0].paths.ws.auth.tikcet',
      'workrs',
    ],
  )
})

test('a wrong type says what was expected and what was found', () => {
  assert.deepEqual(problemsOf(routerConfig({ realms: 'realm1' })), [
    'workers[0].realms: expected a list, found the text "realm1"',
  ])
  assert.deepEqual(problemsOf(withWebSocket({ options: { auto_ping_size: '12' } })), [
    'workers[0].transports[0].paths.ws.options.auto_ping_size: expected a whole number from 12 to 125 bytes, found the text "12"',
  ])
})

test('an unknown key comes with the likely right one, which is then not reported as missing', () => {
  assert.deepEqual(problemsOf(withAuth({ ticket: { type: 'static', prinicpals: {} } })), [
    'workers[0].transports[0].paths.ws.auth.ticket.prinicpals: unknown key `prinicpals`; did you mean `principals`?',
  ])
  assert.deepEqual(problemsOf(withWebSocket({ options: { ping_interval: 1000 } })), [
    'workers[0].transports[0].paths.ws.options.ping_interval: unknown key `ping_interval`; did you mean `auto_ping_interval`?',
  ])
})

test('for an unknown type the message lists the possible types, not the keys of each', () => {
  assert.deepEqual(problemsOf(routerConfig({ transports: [{ type: 'web2', endpoint: 3 }] })), [
    'workers[0].transports[0].type: expected one of "websocket", "web", "rawsocket", "universal", "mqtt", ' +
      '"flashpolicy", "websocket.testee", "stream.testee", found the text "web2"; did you mean "web"?',
  ])
  assert.match(problemsOf(routerConfig({ transports: [{ typ: 'web' }] })).join(), /missing; .*\(is `typ` meant\?\)$/)
})

test('the keys of ticket and wampcra are not confused', () => {
  const [users] = problemsOf(withAuth({ ticket: { type: 'static', users: { barry: { secret: 'x' } } } }))
  assert.match(users ?? '', /`ticket` lists its logins under `principals`/)
  const [principals] = problemsOf(withAuth({ wampcra: { type: 'static', principals: { barry: { ticket: 'x' } } } }))
  assert.match(principals ?? '', /`wampcra` lists its logins under `users`/)
  const [secret] = problemsOf(
    withAuth({ ticket: { type: 'static', principals: { barry: { secret: 'x', role: 'anonymous' } } } }),
  )
  assert.match(secret ?? '', /under `ticket` the password is called `ticket`/)
  const [ticket] = problemsOf(
    withAuth({ wampcra: { type: 'static', users: { barry: { ticket: 'x', role: 'anonymous' } } } }),
  )
  assert.match(ticket ?? '', /under `wampcra` the password is called `secret`/)
})

test('unknown keys that Crossbar accepts are left out with a warning', () => {
  const { config, problems } = checkConfig(
    routerConfig({ realms: [realm({ colour: 'vermilion', roles: [role({ __mood__: 1 })] })] }),
  )
  assert.deepEqual(
    problems.map(({ severity, path }) => `${severity} ${path}`),
    ['warning workers[0].realms[0].colour', 'warning workers[0].realms[0].roles[0].__mood__'],
  )
  assert.ok(config !== undefined && !JSON.stringify(config).includes('vermilion'))
})

test('the version must be 2', () => {
  assert.match(problemsOf({}).join(), /^version: missing; add `"version": 2`/)
  assert.match(problemsOf({ version: 1 }).join(), /too old/)
  assert.match(problemsOf({ version: 3 }).join(), /too new/)
  assert.match(problemsOf({ version: '2' }).join(), /expected the number 2, found the text "2"/)
})

test('a role has permissions or an authorizer, not both, and is not called trusted', () => {
  const both = problemsOf(routerConfig({ realms: [realm({ roles: [role({ authorizer: 'com.example.may' })] })] }))
  assert.match(both.join('\n'), /roles\[0\]: has both `permissions` and `authorizer`/)
  assert.match(problemsOf(routerConfig({ realms: [realm({ roles: [role({ name: 'trusted' })] })] })).join(), /built in/)
})

test('a duplicate name is reported at the second place', () => {
  assert.match(
    problemsOf(routerConfig({ realms: [realm(), realm()] })).join(),
    /^workers\[0\]\.realms\[1\]\.name: "realm1" is already/,
  )
  assert.match(
    problemsOf(routerConfig({ realms: [realm({ roles: [role(), role()] })] })).join(),
    /^workers\[0\]\.realms\[0\]\.roles\[1\]\.name: "anonymous" is already/,
  )
})

test('times below a second are taken for a mistaken unit, 0 is off', () => {
  assert.match(
    problemsOf(withWebSocket({ options: { auto_ping_interval: 30 } })).join(),
    /is in milliseconds; 30 is too small/,
  )
  assert.deepEqual(problemsOf(withWebSocket({ options: { auto_ping_interval: 0, auto_ping_timeout: 1000 } })), [])
})

test('a port is 0 to 65535, and needed', () => {
  const withEndpoint = (endpoint: unknown) =>
    problemsOf(routerConfig({ transports: [webTransport({ endpoint })] })).join()
  assert.equal(withEndpoint({ type: 'tcp', port: 0 }), '')
  assert.equal(withEndpoint({ type: 'tcp', portrange: [8000, 8010] }), '')
  assert.match(withEndpoint({ type: 'tcp', port: 65_536 }), /expected a port from 0 to 65535/)
  assert.match(withEndpoint({ type: 'tcp' }), /endpoint\.port: missing/)
  assert.match(withEndpoint({ type: 'tcp', portrange: [9, 8] }), /the first port, 9, is above the last, 8/)
})

test('a path key is a slash or one segment', () => {
  const withPath = (path: string) =>
    problemsOf(routerConfig({ transports: [webTransport({ paths: { [path]: { type: 'nodeinfo' } } })] })).join()
  assert.equal(withPath('/') + withPath('info') + withPath('a-B_9'), '')
  for (const path of ['', 'a/b', '/ws', 'a.b']) assert.match(withPath(path), /a path is "\/" or one segment/)
})

test('services nest below a path service, and mistakes inside have their path', () => {
  const paths = {
    a: { type: 'path', paths: { b: { type: 'path', paths: { c: { type: 'json' } } } } },
  }
  assert.deepEqual(problemsOf(routerConfig({ transports: [webTransport({ paths })] })), [
    'workers[0].transports[0].paths.a.paths.b.paths.c.value: missing; expected a value',
  ])
})
