import assert from 'node:assert/strict'
import test from 'node:test'
import { lessonNumber, readSettings, SettingsError } from './settings.ts'

test('the defaults are port 8081, this machine and all lessons', () => {
  const { port, host, only } = readSettings([], {})

  assert.deepEqual({ port, host, only }, { port: 8081, host: undefined, only: undefined })
})

test('settings come from the environment and the command line', () => {
  const { port, host, only } = readSettings(['--only', '2'], { SITE_PORT: '9000', SITE_HOST: '0.0.0.0' })

  assert.deepEqual({ port, host, only }, { port: 9000, host: '0.0.0.0', only: 2 })
})

test('an invalid setting is refused with an explanation', () => {
  assert.throws(() => readSettings([], { SITE_PORT: 'http' }), /SITE_PORT is 'http'/)
  assert.throws(() => readSettings(['--olny', '2'], {}), SettingsError)
  assert.throws(() => lessonNumber('two'), /not 'two'/)
  assert.throws(() => lessonNumber(undefined), SettingsError)
})
