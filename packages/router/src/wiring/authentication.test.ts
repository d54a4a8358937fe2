import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LoginGate } from '../principals/login-gate.ts'
import type { Identity } from '../realm/receiver.ts'
import type { RouterContext } from '../session/context.ts'
import type { AuthOptions } from '../session/options.ts'
import { Authentication } from './authentication.ts'

const authentication = new Authentication({
  router: {} as RouterContext,
  nodeSecret: new Uint8Array(32),
  gate: new LoginGate(1),
})

const identity = (authmethod: string, more: Partial<Identity> = {}): Identity => ({
  realm: 'realm1',
  session: 1,
  authid: 'joe',
  authrole: 'user',
  authmethod,
  authprovider: 'static',
  ...more,
})

const asked = { authenticator: 'app.auth', timeoutMs: 1, allowsTrusted: false }
const joe = new Map([['joe', { ticket: 'secret', role: 'user' }]])

const cases: readonly (readonly [string, AuthOptions, Identity, boolean])[] = [
  [
    'an anonymous session while anonymous log-ins have its role',
    { anonymous: { role: 'user' } },
    identity('anonymous'),
    true,
  ],
  ['an anonymous session when its role is another', { anonymous: { role: 'guest' } }, identity('anonymous'), false],
  ['an anonymous session when anonymous log-ins are not offered', { ticket: joe }, identity('anonymous'), false],
  [
    'an anonymous session from the config, when a procedure decides now',
    { anonymous: asked },
    identity('anonymous'),
    false,
  ],
  ['a listed user that is still listed with its role', { ticket: joe }, identity('ticket'), true],
  ['a listed user with another role', { ticket: joe }, identity('ticket', { authrole: 'admin' }), false],
  ['a user that is not listed any more', { ticket: joe }, identity('ticket', { authid: 'eve' }), false],
  ['a user whose method is not offered any more', { anonymous: { role: 'user' } }, identity('ticket'), false],
  ['a listed user when a procedure decides instead', { ticket: asked }, identity('ticket'), false],
  [
    'a user that a procedure accepted, while a procedure decides',
    { ticket: asked },
    identity('ticket', { authprovider: 'dynamic' }),
    true,
  ],
  [
    'a user that a procedure accepted, when the config lists users now',
    { ticket: joe },
    identity('ticket', { authprovider: 'dynamic' }),
    false,
  ],
  [
    'a trusted session that a procedure accepted, when it may not give that role any more',
    { ticket: asked },
    identity('ticket', { authprovider: 'dynamic', authrole: 'trusted' }),
    false,
  ],
]

for (const [who, options, session, expected] of cases)
  test(`${expected ? 'still admitted' : 'no longer admitted'}: ${who}`, () => {
    assert.equal(authentication.stillAdmits(options, session), expected)
  })
