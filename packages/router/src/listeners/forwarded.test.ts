import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TrustedProxies } from './addresses.ts'
import { readForwarded } from './forwarded.ts'

const proxies = new TrustedProxies(['10.0.0.0/8', '127.0.0.0/8'])
const read = (headers: Readonly<Record<string, string>>) => readForwarded(headers, proxies)

test('X-Forwarded-For and X-Forwarded-Proto name the client and its scheme', () => {
  assert.deepEqual(read({ 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https' }), {
    address: '198.51.100.9',
    isSecure: true,
    namesHops: true,
  })
  assert.deepEqual(read({ 'x-forwarded-proto': 'wss' }), { address: undefined, isSecure: true, namesHops: false })
  assert.equal(read({}), undefined)
})

test('a scheme for each hop is that of the nearest hop that is not trusted', () => {
  const headers = { 'x-forwarded-for': '1.2.3.4, 198.51.100.9, 10.1.1.1', 'x-forwarded-proto': 'http, https, http' }
  assert.deepEqual(read(headers), { address: '198.51.100.9', isSecure: true, namesHops: true })
})

test('Forwarded is read with its quotes, ports and any case of its names', () => {
  for (const header of [
    'for=198.51.100.9;proto=https',
    'For="198.51.100.9:4711";Proto=HTTPS;by=10.0.0.1',
    'for=1.2.3.4;proto=http, for=198.51.100.9;proto=https, for=10.1.1.1;proto=http',
    'by="a, \\"quoted\\"; name";for=198.51.100.9;proto=https',
  ])
    assert.deepEqual(read({ forwarded: header }), { address: '198.51.100.9', isSecure: true, namesHops: true }, header)
  assert.equal(address({ forwarded: 'for="[2001:db8::1]:4711"' }), '2001:db8::1')
})

test('a hop that is hidden, unknown or nonsense names no client, and no hop before it does', () => {
  for (const header of [
    'for=1.2.3.4, for=unknown',
    'for=1.2.3.4, for=_hidden',
    'for="',
    '',
    '=',
    ';;,,',
    'proto=https',
  ])
    assert.equal(address({ forwarded: header }), undefined, header)
})

test('two headers that name the same client are accepted, and different clients are a contradiction', () => {
  const older = { 'x-forwarded-for': '198.51.100.9' }
  assert.equal(address({ ...older, forwarded: 'for=198.51.100.9' }), '198.51.100.9')
  assert.equal(read({ ...older, forwarded: 'for=1.2.3.4' }), 'contradiction')
})

function address(headers: Readonly<Record<string, string>>): string | undefined {
  const said = read(headers)
  return typeof said === 'object' ? said.address : said
}
