import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readAppSettings } from './app-settings.ts'
import { Environment } from './environment.ts'
import { readPageSettings } from './page-settings.ts'
import { SettingsError } from './settings-error.ts'
import { readWorkerSettings } from './worker-settings.ts'

const docs = readFileSync(new URL('../../../docs/chat.md', import.meta.url), 'utf8')

test('without any variable all settings have their default', () => {
  const environment = new Environment({})
  const { ports, internal, token, admin, broadcastTo, queue } = readAppSettings(environment)
  environment.finish()

  assert.deepEqual(ports, { 4: 8014, 5: 8015, 6: 8016 })
  assert.deepEqual(internal, { host: '127.0.0.1', ports: { 4: 8024, 5: 8025 }, serviceToken: undefined })
  assert.equal(token.lifeMs, 16 * 3_600_000)
  assert.deepEqual(admin, { user: 'RichardIII', password: 'abc123' })
  assert.equal(broadcastTo, 'lesson')
  assert.deepEqual([queue.lessonStoragePort, queue.lessonBroadcastPort], [5550, 5555])
})

test('an empty variable counts as not set', () => {
  assert.equal(readAppSettings(new Environment({ APP_PORT_4: '' })).ports[4], 8014)
})

test('all problems come at once', () => {
  const environment = new Environment({ APP_PORT_4: '70000', TOKEN_HOURS: '-1', LOG_FORMAT: 'xml' })
  readAppSettings(environment)

  assert.throws(
    () => environment.finish(),
    (error) =>
      error instanceof SettingsError &&
      ['APP_PORT_4', 'TOKEN_HOURS', 'LOG_FORMAT'].every((name) => error.message.includes(name)),
  )
})

test('each setting has its row in docs/chat.md', () => {
  const environment = new Environment({})
  readAppSettings(environment)
  readWorkerSettings(environment)
  readPageSettings(environment)

  assert.deepEqual(
    environment.names.filter((name) => !docs.includes(`\n| \`${name}\` |`)),
    [],
  )
})
