import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

test('a line for people has the time of TZ, its level and its text', (t) => {
  const before = process.env['TZ']
  t.after(() => (before === undefined ? delete process.env['TZ'] : (process.env['TZ'] = before)))
  process.env['TZ'] = 'Asia/Tokyo'
  const lines: string[] = []
  const tokyo = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 13).replace('T', ' ')
  const hours = [tokyo()]
  createLog({ level: 'info', format: 'text', write: (line) => lines.push(line) }).warn('The disk is full.')
  hours.push(tokyo())

  const [, hour = '', rest] = /^\[(\d{4}-\d\d-\d\d \d\d)[^\]]+\] (.*)\n$/.exec(lines.join('')) ?? []
  assert.ok(hours.includes(hour), `${hour} is not ${hours.join(' or ')}`)
  assert.equal(rest, 'WARN: The disk is full.')
})

test('a line for programs is JSON with the name of its level', () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line) })
  log.debug('too much')
  log.info('one', { port: 8014 })

  const { time, ...line } = JSON.parse(lines.join(''))
  assert.ok(time > 1.7e12)
  assert.deepEqual(line, { level: 'info', msg: 'one', port: 8014 })
})
