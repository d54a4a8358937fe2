import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from './check.ts'
import { initialConfig, SCHEMA_URL } from './init.ts'
import { translateConfig } from './translate/translate.ts'

test('the config of init has no warnings, and serves pages and WebSocket on port 8080 of this machine only', () => {
  const raw: unknown = JSON.parse(initialConfig())
  const { config, problems } = checkConfig(raw)
  assert.deepEqual(problems, [])
  assert.ok(config !== undefined)
  assert.equal(config.$schema, SCHEMA_URL)
  const [router] = translateConfig(config, '/app/.crossbar')
  const [transport] = router?.transports ?? []
  assert.deepEqual([transport?.listen.host, transport?.listen.port], ['127.0.0.1', 8080])
  assert.ok(transport?.root.type === 'path')
  assert.deepEqual([...transport.root.services.keys()], ['/', 'ws'])
  const root = transport.root.services.get('/')
  assert.equal(root?.type === 'static' && root.directory, '/app/web')
  assert.deepEqual(
    router?.realms.map(({ name, roles }) => [name, roles.map((role) => role.name)]),
    [['realm1', ['anonymous']]],
  )
})
