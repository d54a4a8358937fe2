import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestConnection, TestEnvironment } from '../test-router.ts'
import * as autobahn from './index.ts'
import { setUp } from './test-page.ts'

const { auth_cryptosign: cryptosign, nacl, util } = autobahn

// the first test vector of RFC 8032, 7.1
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'

const bytes = (hex: string): Uint8Array => util.htob(hex) ?? new Uint8Array()
const pkey = nacl.sign.keyPair.fromSeed(bytes(SEED))
const challenge = 'ff'.repeat(32)

test('nacl.sign makes the keys and signatures of RFC 8032', async () => {
  assert.equal(util.btoh(await pkey.publicKey), PUBLIC)
  const signature = await nacl.sign.detached(new Uint8Array(), pkey.secretKey)
  assert.equal(util.btoh(signature), SIGNATURE)
  assert.equal(await nacl.sign.detached.verify(new Uint8Array(), signature, bytes(PUBLIC)), true)
  assert.equal(await nacl.sign.detached.verify(Uint8Array.of(1), signature, bytes(PUBLIC)), false)
})

test('nacl.sign takes the secret keys of TweetNaCl, and makes new ones', async () => {
  const same = nacl.sign.keyPair.fromSecretKey(bytes(SEED + PUBLIC))
  assert.equal(await cryptosign.public_key(same), PUBLIC)
  const fresh = await cryptosign.public_key(nacl.sign.keyPair())
  assert.match(fresh, /^[0-9a-f]{64}$/)
  assert.notEqual(fresh, await cryptosign.public_key(nacl.sign.keyPair()))
  assert.throws(() => nacl.sign.keyPair.fromSeed(new Uint8Array(31)), /bad seed size: 31 bytes, not 32/)
  await assert.rejects(nacl.sign.detached(new Uint8Array(), new Uint8Array(1)), /bad secret key size: 1 bytes/)
})

test('sign_challenge signs the 32 bytes of a challenge, and nothing else', async () => {
  const answer = await cryptosign.sign_challenge(pkey, { challenge })
  assert.equal(answer.slice(128), challenge)
  assert.ok(await nacl.sign.detached.verify(bytes(challenge), bytes(answer.slice(0, 128)), bytes(PUBLIC)))
  for (const wrong of [undefined, 7, '', 'ff', 'zz'.repeat(32)])
    await assert.rejects(cryptosign.sign_challenge(pkey, { challenge: wrong }), RangeError)
})

test('a connection of create_connection says its public key and answers the challenge', async () => {
  const routers: TestConnection[] = []
  const connection = cryptosign.create_connection({
    ...{ url: 'ws://test', realm: 'realm1', pkey, activation_code: 'abc', environment: new TestEnvironment() },
    transport: (target, sink) => routers[routers.push(new TestConnection(target, sink)) - 1] as TestConnection,
  })
  connection.open()
  const [router = assert.fail()] = routers
  await router.open()
  while (router.sent.length === 0) await new Promise(setImmediate)
  const { authmethods, authextra } = router.take('HELLO').details
  assert.deepEqual(authmethods, ['cryptosign'])
  assert.deepEqual([authextra?.['pubkey'], authextra?.['activation_code']], [PUBLIC, 'abc'])
  await router.say({ kind: 'CHALLENGE', authmethod: 'cryptosign', extra: { challenge } })
  while (router.sent.length === 0) await new Promise(setImmediate)
  assert.equal(router.take('AUTHENTICATE').signature, await cryptosign.sign_challenge(pkey, { challenge }))
})

test('a key that a page has promised in authextra is awaited', async () => {
  const { connection, last } = setUp({
    authmethods: ['cryptosign'],
    authextra: { pubkey: cryptosign.public_key(pkey) },
  })
  connection.open()
  await last().open()
  while (last().sent.length === 0) await new Promise(setImmediate)
  assert.equal(last().take('HELLO').details.authextra?.['pubkey'], PUBLIC)
})

test('a page without Web Crypto is told what to do', async (t) => {
  t.mock.getter(crypto, 'subtle', () => undefined)
  await assert.rejects(cryptosign.sign_challenge(pkey, { challenge }), /no Web Crypto.*serve the page by https/)
  await assert.rejects(cryptosign.public_key(pkey), /no Web Crypto/)
})

test('load_private_key keeps a key in the local storage until it is deleted', async (t) => {
  const kept = new Map<string, string>()
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  t.after(() => before && Object.defineProperty(globalThis, 'localStorage', before))
  const provide = (value: unknown) => Object.defineProperty(globalThis, 'localStorage', { value, configurable: true })
  provide(undefined)
  assert.throws(() => cryptosign.load_private_key('key'), /there is no local storage here/)
  provide(localStorage)
  const key = () => cryptosign.load_private_key('key').secretKey
  const first = key()
  assert.deepEqual(key(), first)
  const forced = cryptosign.load_private_key('key', true).secretKey
  assert.notDeepEqual(forced, first)
  assert.deepEqual(key(), forced)
  cryptosign.delete_private_key('key')
  assert.equal(kept.size, 0)
})
