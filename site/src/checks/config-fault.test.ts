import assert from 'node:assert/strict'
import test from 'node:test'
import type { Level, Line } from '../log/history.ts'
import { configFault } from './config-fault.ts'

const line = (text: string, level: Level = 'info'): Line => ({ id: 0, at: 0, source: 'router 5', level, text })
const problem = line('line 12, workers[0].transports[0].endpoint.port: must be a number', 'error')

test('a config that cannot be used is told with its problem, until one is in force', () => {
  const refused = [line('the router is up'), problem, line('config.json cannot be used: nothing was changed', 'error')]

  assert.equal(configFault([]), undefined)
  assert.match(configFault(refused) ?? '', /from before: line 12, .*must be a number$/)
  assert.equal(configFault([...refused, line('config.json was read again: its changes are in force')]), undefined)
})

test('a change that cannot be made is told with the reason', () => {
  const text = 'the changes of config.json cannot be made: port 8005 is in use; nothing was changed'

  assert.match(configFault([line(text, 'error')]) ?? '', /from before: port 8005 is in use$/)
})
