import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from './check.ts'
import { describeValue } from './secrecy.ts'
import { readText } from './read-text.ts'
import { routerConfig, webTransport, withAuth, withWebSocket } from './test-configs.ts'

const SECRET = 'Hush-4711'

/** Secrets in the right places, and in places where operators put them by mistake. */
const leaky: readonly unknown[] = [
  withAuth({ ticket: SECRET }),
  withAuth({ ticket: { type: SECRET, principals: SECRET } }),
  withAuth({ ticket: { type: 'static', principals: { barry: SECRET } } }),
  withAuth({ ticket: { type: 'static', principals: { type: SECRET, role: SECRET } } }),
  withAuth({ ticket: { type: 'static', principals: [SECRET] } }),
  withAuth({ ticket: { type: 'static', principals: { barry: { ticket: [SECRET], role: 3 } } } }),
  withAuth({ ticket: { type: 'static', principals: { barry: { secret: SECRET } } } }),
  withAuth({ wampcra: { type: 'static', users: { barry: { secret: SECRET, salt: 'pepper', keylen: SECRET } } } }),
  withAuth({ wampcra: { type: 'static', users: { barry: { secret: { value: SECRET }, salt: 12 } } } }),
  withAuth({ scram: { type: 'static', principals: { a: { 'stored-key': SECRET, 'server-key': SECRET, kdf: 'x' } } } }),
  withAuth({ cryptosign: { type: 'static', principals: { a: { authorized_keys: [SECRET] } } } }),
  withAuth(SECRET),
  withWebSocket({ cookie: { secret: SECRET }, auth: { password: SECRET } }),
  routerConfig({
    transports: [webTransport({ paths: { pub: { type: 'publisher', options: { key: [SECRET], secret: [SECRET] } } } })],
  }),
  {
    version: 2,
    workers: [
      { type: 'guest', executable: 'node', arguments: SECRET, options: { env: { vars: { A: [SECRET], B: SECRET } } } },
    ],
  },
  {
    version: 2,
    workers: [{ type: 'guest', executable: 'node', arguments: [['x', SECRET]], options: { stdin: SECRET } }],
  },
]

test('no problem ever shows a secret', () => {
  for (const config of leaky) {
    const { problems } = checkConfig(config)
    // a `type` is shown, because there a password is less likely than a spelling mistake
    const shown = problems.filter(({ path }) => !path.endsWith('.ticket.type'))
    assert.ok(problems.length > 0, JSON.stringify(config))
    for (const { path, message } of shown) assert.ok(!`${path} ${message}`.includes(SECRET), `${path}: ${message}`)
  }
})

test('a secret from the environment is not shown either', () => {
  const { problems } = checkConfig(
    withAuth({ wampcra: { type: 'static', users: { a: { secret: '${S}', salt: 'x', role: 'nobody' } } } }),
    { S: SECRET },
  )
  assert.equal(problems.length, 2)
  assert.ok(!JSON.stringify(problems).includes(SECRET))
})

test('a syntax error shows its line without any value', () => {
  const broken: readonly string[] = [
    `{"ticket": "${SECRET}" "role": "a"}`,
    `{"ticket": '${SECRET}'}`,
    `{"ticket": ${SECRET}}`,
    `{"ticket": "${SECRET}\n}`,
    `{"arguments": ["${SECRET}" "${SECRET}"]}`,
    `{ticket: ${SECRET}:${SECRET}}`,
  ]
  for (const text of broken) {
    const [json] = readText(text, 'config.json').problems
    assert.match(json?.message ?? '', /^config\.json, line/)
    assert.ok(!(json?.message ?? '').includes(SECRET), json?.message ?? '')
  }
  for (const text of [
    ...broken,
    `ticket: "${SECRET}\nrole: 'a`,
    `a: b\n  ticket: ${SECRET}: x`,
    `ticket: *${SECRET}`,
  ]) {
    for (const { message } of readText(text, 'config.yaml').problems) assert.ok(!message.includes(SECRET), message)
  }
})

test('a value is described shortly, and without control characters', () => {
  assert.equal(describeValue('x'.repeat(100), ['url']), `the text "${'x'.repeat(40)}…"`)
  assert.equal(describeValue('a\u001b[31m\n', ['url']), String.raw`the text "a\u001b[31m\n"`)
  assert.equal(describeValue(70_000, ['port']), 'the number 70000')
  assert.equal(describeValue({ a: 1 }, ['port']), 'an object')
})
