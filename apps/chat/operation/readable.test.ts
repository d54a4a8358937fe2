import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readable } from './readable.ts'

const NOW = new Date(2026, 10, 27, 8, 5, 3, 7).getTime()

test('a line of JSON is a sentence with its values', () => {
  const line = JSON.stringify({ time: NOW, level: 'warn', msg: 'it is late', port: 8000, user: 'ada' })

  assert.equal(
    readable('router', line, 0),
    '2026-11-27 08:05:03.007 router        WARN it is late port=8000 user=ada\n',
  )
})

test('a line of the app loses its own time', () => {
  assert.equal(
    readable('app', '[2026-11-27 08:05:03.007] INFO: The app is up. {"port":8014}', NOW),
    '2026-11-27 08:05:03.007 app           The app is up. {"port":8014}\n',
  )
})

test('any other line is shown as it is, without control characters', () => {
  assert.equal(readable('x', '{half \u001b[2J', NOW), '2026-11-27 08:05:03.007 x             {half \\x1b[2J\n')
})
