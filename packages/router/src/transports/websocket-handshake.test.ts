import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptance, faultOf, dialectFor } from './websocket-handshake.ts'
import type { Dialect } from './subprotocols.ts'

const good = {
  upgrade: 'websocket',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-version': '13',
  'sec-websocket-protocol': 'wamp.2.cbor, wamp.2.json',
}

test('the answer has the key of the example in RFC 6455, and the subprotocol', () => {
  assert.equal(faultOf({ method: 'GET', headers: good }), undefined)
  assert.equal(
    acceptance({ headers: good }, 'wamp.2.json'),
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n',
  )
})

test('an answer without a subprotocol does not name one', () => {
  assert.match(acceptance({ headers: good }, undefined), /Accept: \S+\r\n\r\n$/)
})

test('the first subprotocol that is supported is chosen', () => {
  const dialects = new Map([['wamp.2.json', { name: 'wamp.2.json' } as Dialect]])
  assert.equal(dialectFor({ headers: good }, dialects)?.name, 'wamp.2.json')
  assert.equal(dialectFor({ headers: { 'sec-websocket-protocol': 'wamp.2.json' } }, dialects)?.name, 'wamp.2.json')
  assert.equal(dialectFor({ headers: { 'sec-websocket-protocol': 'soap' } }, dialects), undefined)
  assert.equal(dialectFor({ headers: {} }, dialects), undefined)
})

const faults: Readonly<
  Record<string, readonly [method: string, headers: Readonly<Record<string, unknown>>, status: number]>
> = {
  'another method': ['POST', {}, 405],
  'another upgrade': ['GET', { upgrade: 'h2c' }, 400],
  'no key': ['GET', { 'sec-websocket-key': undefined }, 400],
  'a key that is too short': ['GET', { 'sec-websocket-key': 'dGhlIHNhbXBsZQ==' }, 400],
  'another version': ['GET', { 'sec-websocket-version': '14' }, 426],
  'no version': ['GET', { 'sec-websocket-version': undefined }, 426],
  'an empty subprotocol': ['GET', { 'sec-websocket-protocol': 'wamp.2.json,' }, 400],
  'a subprotocol with a space': ['GET', { 'sec-websocket-protocol': 'wamp.2 json' }, 400],
  'a subprotocol twice': ['GET', { 'sec-websocket-protocol': 'wamp.2.json, wamp.2.json' }, 400],
}

for (const [name, [method, headers, status]] of Object.entries(faults))
  test(`${name} is refused with ${status}`, () => {
    assert.equal(faultOf({ method, headers: { ...good, ...headers } })?.[0], status)
  })

test('the name of the upgrade is compared without its case, and version 8 is taken', () => {
  const headers = { ...good, upgrade: 'WebSocket', 'sec-websocket-version': '8' }
  assert.equal(faultOf({ method: 'GET', headers }), undefined)
})
