import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkConfig } from './check.ts'
import { realm, routerConfig, webTransport } from './test-configs.ts'

const asked = { ticket: { type: 'dynamic', authenticator: 'app.auth' } }
const ALL = { call: true, register: true, publish: true, subscribe: true }
const everything = { uri: '*', allow: ALL }

const takeovers = (roles: readonly object[], auth: object = asked) =>
  checkConfig(routerConfig({ realms: [realm({ roles })], transports: [webTransport({}, { auth })] }))
    .problems.filter(({ message }) => message.includes('decides about'))
    .map(({ path, message }) => `${path}: ${message}`)

test('a role that may register an authenticator by a general rule causes a warning', () => {
  assert.deepEqual(takeovers([{ name: 'user', permissions: [everything] }]), [
    'workers[0].realms[0].roles[0]: may register "app.auth", which decides about log-ins: a session of this role could ' +
      'decide in its place. Deny it by a rule of the role: {"uri": "app.auth", "allow": {"register": false}}',
  ])
})

test('a role whose rule names the procedure causes no warning, whether it allows or denies it', () => {
  const named = { uri: 'app.auth', allow: { register: true } }
  const denied = { uri: 'app.auth', allow: { register: false } }
  assert.deepEqual(takeovers([{ name: 'backend', permissions: [everything, named] }]), [])
  assert.deepEqual(takeovers([{ name: 'user', permissions: [everything, denied] }]), [])
  assert.deepEqual(takeovers([{ name: 'user', permissions: [{ uri: '*', allow: { call: true } }] }]), [])
})

test('a role that may register an authorizer causes a warning; the role that it judges does not', () => {
  const roles = [
    { name: 'member', authorizer: 'app.may' },
    { name: 'user', permissions: [{ uri: 'app.', match: 'prefix', allow: ALL }] },
    { name: 'all', 'allow-by-default': true },
  ]
  const found = takeovers(roles, { anonymous: { type: 'static', role: 'user' } })
  assert.deepEqual(
    found.map((text) => text.replace(/: a session.*/, '')),
    [
      'workers[0].realms[0].roles[1]: may register "app.may", which decides about permissions',
      'workers[0].realms[0].roles[2]: may register "app.may", which decides about permissions',
    ],
  )
})

test('only roles of the realm where the authenticator is registered count', () => {
  const auth = { ticket: { type: 'dynamic', authenticator: 'app.auth', 'authenticator-realm': 'private' } }
  assert.deepEqual(takeovers([{ name: 'user', permissions: [everything] }], auth), [])
})
