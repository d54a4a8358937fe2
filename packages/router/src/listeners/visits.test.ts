import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { TrustedProxies } from './addresses.ts'
import { visitOf } from './visits.ts'

const proxies = new TrustedProxies(['127.0.0.1'])

function request(url: string | undefined, wishes: { headers?: object; from?: string; raw?: readonly string[] } = {}) {
  const { headers = {}, from = '127.0.0.1', raw = ['Host', 'a'] } = wishes
  return { url, headers, rawHeaders: raw, socket: { remoteAddress: from } } as unknown as IncomingMessage
}

const pathOf = (url: string | undefined): unknown => Object(visitOf(request(url), proxies)).path

test('the path is without its query, and begins with exactly one slash', () => {
  for (const [url, path] of [
    ['/a/b?c=/d', '/a/b'],
    ['//evil.example/x', '/evil.example/x'],
    ['*', '/*'],
    ['', '/'],
    [undefined, '/'],
  ] as const)
    assert.equal(pathOf(url), path)
})

test('only a trusted proxy is believed about its client', () => {
  const headers = { 'x-forwarded-for': '198.51.100.1' }
  assert.equal(Object(visitOf(request('/', { headers }), proxies)).forwarded?.address, '198.51.100.1')
  assert.equal(Object(visitOf(request('/', { headers, from: '192.0.2.1' }), proxies)).forwarded, undefined)
})

test('two Host headers in any spelling, and headers that contradict each other, are refused with a reason', () => {
  assert.match(
    String(visitOf(request('/', { raw: ['Host', 'a', 'X', 'host', 'hOsT', 'b'] }), proxies)),
    /more than one Host/,
  )
  const headers = { 'x-forwarded-for': '198.51.100.1', forwarded: 'for=198.51.100.2' }
  assert.match(String(visitOf(request('/', { headers }), proxies)), /name different clients/)
  assert.equal(typeof visitOf(request('/', { headers, from: '192.0.2.1' }), proxies), 'object')
})
