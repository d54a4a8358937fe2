import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKey, endpointText, TrustedProxies } from './addresses.ts'
import { DEFAULT_TRUSTED_PROXIES } from './options.ts'

test('an IPv4 address is its own key, also where IPv6 wraps it', () => {
  assert.equal(addressKey('192.0.2.7'), '192.0.2.7')
  assert.equal(addressKey('::ffff:192.0.2.7'), '192.0.2.7')
})

test('IPv6 counts by its /64, however it is written', () => {
  for (const address of [
    '2001:db8:1:2:3:4:5:6',
    '2001:DB8:1:2::9',
    '2001:0db8:0001:0002::',
    '2001:db8:1:2:0:0:0:1%eth0',
  ])
    assert.equal(addressKey(address), '2001:db8:1:2::/64')
  assert.equal(addressKey('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(addressKey('::1'), '0:0:0:0::/64')
  assert.notEqual(addressKey('2001:db8:1:3::9'), addressKey('2001:db8:1:2::9'))
})

test('the nearest hop that is not trusted is the client; hops before it are ignored', () => {
  const proxies = new TrustedProxies(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'])
  const nearest = (hops: string): string | undefined => proxies.nearestStranger(hops.split(','))?.address
  assert.equal(nearest('198.51.100.9'), '198.51.100.9')
  assert.equal(nearest('1.2.3.4, 198.51.100.9, 10.1.2.3'), '198.51.100.9')
  assert.equal(nearest('198.51.100.9:4711, 192.0.2.1, [2001:db8::5]:80'), '198.51.100.9')
  assert.equal(nearest('10.9.9.9, 10.1.2.3'), undefined)
  assert.equal(nearest('198.51.100.9, nonsense'), undefined)
  assert.equal(nearest(''), undefined)
})

test('a proxy beside the router is trusted unless configured otherwise', () => {
  const proxies = new TrustedProxies(DEFAULT_TRUSTED_PROXIES)
  assert.deepEqual(
    ['127.0.0.1', '::ffff:127.3.4.5', '::1', '192.0.2.1', '::2'].map((address) => proxies.has(address)),
    [true, true, true, false, false],
  )
})

test('an endpoint is one text of address and port, with brackets around IPv6', () => {
  assert.equal(endpointText({ host: '127.0.0.1', isIPv6: false }, 8080), '127.0.0.1:8080')
  assert.equal(endpointText({ host: '::1', isIPv6: true }, 8080), '[::1]:8080')
  assert.equal(endpointText({ host: 'localhost', isIPv6: false }, 8080), 'localhost:8080')
  assert.equal(endpointText({ host: undefined, isIPv6: false }, 8080), '0.0.0.0:8080')
  assert.equal(endpointText({ host: undefined, isIPv6: true }, 8080), '[::]:8080')
})
