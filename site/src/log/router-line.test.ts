import assert from 'node:assert/strict'
import test from 'node:test'
import { readRouterLine } from './router-line.ts'

const origin = { source: 'router 1', stream: 'stdout', now: 5 } as const

test('a JSON line gives its time, level, session and text', () => {
  const line = '{"level":20,"time":7,"realm":"r","session":9,"authid":"barry","msg":"→ SUBSCRIBE 1 {} \\"test\\""}'

  assert.deepEqual(readRouterLine(line, origin), {
    at: 7,
    source: 'router 1',
    level: 'debug',
    text: '→ SUBSCRIBE 1 {} "test"',
    who: 'barry r 9',
  })
})

test('other fields of a JSON line are kept after the text', () => {
  const line = '{"level":40,"time":7,"msg":"the connection was lost","peer":"tcp4:127.0.0.1:1"}'

  assert.equal(readRouterLine(line, origin).text, 'the connection was lost peer="tcp4:127.0.0.1:1"')
})

test('the line of a guest worker is marked, and names the worker', () => {
  const line = '{"level":30,"time":7,"guest":"bot","pid":12,"stream":"stdout","msg":"hello"}'

  assert.deepEqual(readRouterLine(line, origin), {
    at: 7,
    source: 'router 1',
    level: 'info',
    text: 'hello',
    who: 'bot',
    guest: true,
  })
})

test('an error brings its stack', () => {
  const line = '{"level":50,"time":7,"msg":"bug","err":{"stack":"Error: bug\\n at x"}}'

  assert.equal(readRouterLine(line, origin).text, 'bug\nError: bug\n at x')
})

test('whatever is no JSON line is taken as it stands', () => {
  assert.deepEqual(readRouterLine('{ not json', { ...origin, stream: 'stderr' }), {
    at: 5,
    source: 'router 1',
    level: 'warn',
    text: '{ not json',
  })
  assert.equal(readRouterLine('[1,2]', origin).text, '[1,2]')
})
