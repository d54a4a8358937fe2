import assert from 'node:assert/strict'
import test from 'node:test'
import { lessonNumber, readSettings, SettingsError } from './settings.ts'

test('the defaults are port 8081, this machine, all lessons and the chat', () => {
  const { lessonsFolder: _, ...others } = readSettings([], {})

  assert.deepEqual(others, { port: 8081, host: undefined, only: undefined, isEager: false, hasChat: true })
})

test('settings come from the environment and the command line', () => {
  const { port, host, only } = readSettings(['--only', '2'], { SITE_PORT: '9000', SITE_HOST: '0.0.0.0' })

  assert.deepEqual({ port, host, only }, { port: 9000, host: '0.0.0.0', only: 2 })
})

test('one lesson starts at once, without the chat; all lessons do with --all', () => {
  const { isEager, hasChat } = readSettings(['--only', '2'], {})
  assert.deepEqual({ isEager, hasChat }, { isEager: true, hasChat: false })

  assert.equal(readSettings(['--all'], {}).isEager, true)
  assert.equal(readSettings(['--no-chat'], {}).hasChat, false)
  assert.throws(() => readSettings(['--all', '--only', '2'], {}), /exclude each other/)
})

test('an invalid setting is refused with an explanation', () => {
  assert.throws(() => readSettings([], { SITE_PORT: 'http' }), /SITE_PORT is 'http'/)
  assert.throws(() => readSettings(['--olny', '2'], {}), SettingsError)
  assert.throws(() => lessonNumber('two'), /not 'two'/)
  assert.throws(() => lessonNumber(undefined), SettingsError)
})
