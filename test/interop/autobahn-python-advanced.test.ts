/**
 * Foreign clients: what Debian's python3-autobahn offers of the advanced profile, over its serializers, batched too. The
 * revocation of a subscription is left out: Autobahn-Python announces it, but takes the router's message for a violation,
 * and ends.
 */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startRouter } from '../support/router.ts'

const python = '/usr/bin/python3'
const isThere = spawnSync(python, ['-c', 'import autobahn']).status === 0
const isCi = process.env['CI'] === 'true'
const script = fileURLToPath(new URL('autobahn_advanced.py', import.meta.url))
const run = promisify(execFile)

// its options have none by which a session discloses itself, so the router does that
const allow = { call: true, register: true, publish: true, subscribe: true }
const disclose = { caller: true, publisher: true }
const roles = [{ name: 'guest', permissions: [{ uri: '*', allow, disclose }] }]
const auth = { anonymous: { type: 'static', role: 'guest' } }

const SENTENCES: Readonly<Record<string, readonly [sentence: string, answer: unknown]>> = {
  patterns: [
    'subscribes by prefix and wildcard, and takes retained events',
    [
      ['on', true],
      [
        ['prefix', 'app.user.changed', 1],
        ['wildcard', 'app.user.changed', 1],
      ],
    ],
  ],
  receivers: [
    'chooses the receivers of an event',
    [
      ...['one all', 'one eligible', 'one not authid', 'one others'],
      ...['three all', 'two all', 'two authid', 'two excluded', 'two others'],
    ],
  ],
  disclosure: ['learns the publisher and the caller where the router discloses them', [true, true]],
  sharing: [
    'shares a registration, and registers by prefix and wildcard',
    [
      ['one', 'two', 'one', 'two'],
      'wamp.error.procedure_exists_with_different_invocation_policy',
      ...['files.read', 'data.one.read'],
    ],
  ],
  policies: [
    'shares by each policy',
    [[['one'], 'two', ['two'], 'two', true, 'two'], 'wamp.error.procedure_already_exists'],
  ],
  meta: [
    'goes on when its registration is revoked, and leaves a testament when it is killed',
    [
      ['wamp.error.no_such_procedure', 'wamp.error.no_such_procedure'],
      [['bye'], { at: 1 }],
    ],
  ],
  concurrency: [
    'limits the calls at a time, and takes over a registration by force',
    ['crossbar.error.max_concurrency_reached', 'one', 'two'],
  ],
  endings: [
    'gets a result in parts, has a call time out and cancels one, and its callee is interrupted',
    [[1, 2], 'done', 'wamp.error.timeout', true, 'at once'],
  ],
  sealing: [
    'seals events, calls, results and errors by its cryptobox, in the older way',
    [[[1, 'two'], { three: 3 }], 3, ['app.no', ['secret'], { more: 1 }]],
  ],
}

for (const serializer of ['json', 'msgpack', 'cbor'].flatMap((name) => [name, `${name}.batched`])) {
  describe(
    `Autobahn-Python by ${serializer}`,
    { skip: isThere || isCi ? false : 'python3-autobahn is not installed', timeout: 120_000 },
    () => {
      const answers = new Map<unknown, unknown>()
      before(async () => {
        await using running = await startRouter({ roles, auth })
        const { stdout } = await run(python, [script, running.url, serializer], { timeout: 110_000 })
        for (const line of stdout.trim().split('\n')) {
          const [scene, answer] = JSON.parse(line) as readonly unknown[]
          answers.set(scene, answer)
        }
      })

      for (const [scene, [sentence, expected]] of Object.entries(SENTENCES)) {
        test(`Autobahn-Python by ${serializer} ${sentence}`, () => assert.deepEqual(answers.get(scene), expected))
      }
    },
  )
}
