import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import test from 'node:test'
import { hostRule } from './hosts.ts'

test('this machine’s own names are answered, with and without a port', () => {
  const rule = hostRule(undefined)

  assert.equal(rule('localhost:8081'), 'localhost')
  assert.equal(rule('LOCALHOST'), 'localhost')
  assert.equal(rule('127.0.0.1:8081'), '127.0.0.1')
  assert.equal(rule('[::1]:8081'), '[::1]')
})

test('a foreign name that points to this machine is refused', () => {
  const rule = hostRule(undefined)

  for (const host of [
    'evil.example:8081',
    'localhost.evil.example',
    '192.168.1.7',
    'localhost:8081@evil',
    'a b',
    '',
    undefined,
  ]) {
    assert.equal(rule(host), undefined, String(host))
  }
})

test('opened to the network, addresses and the machine’s name are answered, other names are not', () => {
  const rule = hostRule('0.0.0.0')

  assert.equal(rule('192.168.1.7:8081'), '192.168.1.7')
  assert.equal(rule(`${hostname()}:8081`), hostname().toLowerCase())
  assert.equal(rule('evil.example:8081'), undefined)
})
