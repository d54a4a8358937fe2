import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scramKeys, scramVerifier, readScramChallenge, verifyScramProof } from '@wampeter/protocol'
import type { ScramCrypto } from '@wampeter/protocol'
import { argon2id13 } from '../crypto/argon2.ts'
import { ed25519 } from '../crypto/ed25519.ts'
import { noble } from '../crypto/noble.ts'
import { platformCrypto } from '../crypto/platform.ts'
import { TestRouter, WELCOME } from '../test-router.ts'
import type { Authentication } from '../authentication.ts'
import { cryptosign, publicKeyOf } from './cryptosign.ts'
import { scram } from './scram.ts'

const SEED = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510'
const PUBLIC = '1adfc8bfe1d35616e64dffbd900096f23b066f914c8c2ffbb66f6075b96e116d'
const SIGNATURE =
  'b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0cae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03'

const utf8 = new TextEncoder()
/** Arithmetic takes its time: for as long as it takes. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
}

async function hello(auth: Authentication) {
  const router = new TestRouter()
  const client = router.connect({ auth })
  await router.environment.advance(0)
  await router.last.open()
  return { router, client, connection: router.last, ...router.last.take('HELLO') }
}

test('Web Crypto and the library compute the same, with empty secrets too', async () => {
  const web = await platformCrypto()
  const parameters = { salt: utf8.encode('salt123'), iterations: 10, keylen: 32 }
  for (const secret of ['', 'secret1', 'pässwörd', 'x'.repeat(100)].map((text) => utf8.encode(text))) {
    assert.deepEqual(await web.hmacSha256(secret, utf8.encode('text')), noble.hmacSha256(secret, utf8.encode('text')))
    assert.deepEqual(await web.pbkdf2Sha256(secret, parameters), noble.pbkdf2Sha256(secret, parameters))
  }
})

test('without Web Crypto the library is loaded', async () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto') as PropertyDescriptor
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true })
  try {
    assert.equal(await platformCrypto(), noble)
  } finally {
    Object.defineProperty(globalThis, 'crypto', own)
  }
})

test('Argon2 stretches as the known case does', async () => {
  const salt = Buffer.from('aBc+fx0NAVA=', 'base64')
  const bytes = await argon2id13(utf8.encode('pencil'), { salt, iterations: 32, memory: 512 })
  assert.equal(Buffer.from(bytes).toString('hex'), 'daf92d14d6c19ab383225242a87e7c2804e51336d9ef37b8726b18d0b0fcd636')
})

const crypto: ScramCrypto = {
  ...noble,
  equal: (a, b) => Buffer.from(a).equals(b),
  argon2id13,
}

for (const [kdf, cost] of [
  ['pbkdf2', { iterations: 10 }],
  ['argon2id13', { iterations: 2, memory: 64 }],
] as const) {
  test(`scram proves itself with ${kdf}, and so has the router to`, async () => {
    for (const isHonest of [true, false]) {
      const { router, client, connection, details } = await hello(scram('user', 'pencil', { argon2id13 }))
      assert.deepEqual([details.authmethods, details.authid], [['wamp-scram'], 'user'])
      const clientNonce = String(details.authextra?.['nonce'])
      const extra = { nonce: `${clientNonce}AAAA`, salt: 'aBc+fx0NAVA=', kdf, ...cost }
      const exchange = readScramChallenge(extra, { dialect: 'wamp-scram', authid: 'user', clientNonce })
      const keys = await scramKeys(crypto, 'pencil', exchange)
      await connection.say({ kind: 'CHALLENGE', authmethod: 'wamp-scram', extra })
      await until(() => connection.sent.length > 0)
      const { signature, extra: answered } = connection.take('AUTHENTICATE')
      assert.equal(answered['nonce'], extra.nonce)
      assert.equal(await verifyScramProof(crypto, keys.stored, { proof: signature, exchange }), true)
      const verifier = isHonest ? await scramVerifier(crypto, keys.server, exchange) : 'AAAA'
      await connection.say({ kind: 'WELCOME', session: 1, details: { ...WELCOME, authextra: { verifier } } })
      await until(() => client.status.state !== 'connecting')
      assert.equal(client.status.state, isHonest ? 'connected' : 'refused')
      if (!isHonest) assert.equal(connection.take('ABORT').reason, 'wamp.error.cannot_authenticate')
      assert.equal(router.connections.length, 1)
    }
  })
}

test('scram does not answer a challenge that does not continue its nonce, or asks for an Argon2 that it does not have', async () => {
  for (const extra of [
    { nonce: 'AAAA', salt: 'AA==', kdf: 'pbkdf2', iterations: 10 },
    { nonce: undefined, salt: 'AA==', kdf: 'argon2id13', iterations: 1, memory: 8 },
  ]) {
    const { connection, details } = await hello(scram('user', 'pencil'))
    const nonce = extra.nonce ?? `${String(details.authextra?.['nonce'])}AAAA`
    await connection.say({ kind: 'CHALLENGE', authmethod: 'wamp-scram', extra: { ...extra, nonce } })
    await until(() => connection.sent.length > 0)
    assert.equal(connection.take('ABORT').reason, 'wamp.error.cannot_authenticate')
  }
})

test('cryptosign signs the challenge', async () => {
  const { connection, details } = await hello(cryptosign(SEED, { authid: 'joe' }))
  assert.deepEqual({ ...details.authextra }, { pubkey: PUBLIC, channel_binding: null })
  await connection.say({
    kind: 'CHALLENGE',
    authmethod: 'cryptosign',
    extra: { challenge: 'ff'.repeat(32), channel_binding: null },
  })
  await until(() => connection.sent.length > 0)
  assert.equal(connection.take('AUTHENTICATE').signature, SIGNATURE + 'ff'.repeat(32))
})

test('cryptosign wants the router to have the key that it should have', async () => {
  for (const isHonest of [true, false]) {
    const { connection, details } = await hello(cryptosign(SEED, { routerKey: PUBLIC }))
    const asked = Buffer.from(String(details.authextra?.['challenge']), 'hex')
    const signed = Buffer.from(ed25519.sign(asked, Buffer.from(isHonest ? SEED : 'aa'.repeat(32), 'hex')))
    const signature = signed.toString('hex') + asked.toString('hex')
    await connection.say({
      kind: 'CHALLENGE',
      authmethod: 'cryptosign',
      extra: { challenge: 'ff'.repeat(32), signature },
    })
    await until(() => connection.sent.length > 0)
    connection.take(isHonest ? 'AUTHENTICATE' : 'ABORT')
  }
})

test('cryptosign refuses challenges that are none, and channels that it does not know', async () => {
  for (const extra of [{}, { challenge: 'ff' }, { challenge: 'ff'.repeat(32), channel_binding: 'tls-unique' }]) {
    const { connection } = await hello(cryptosign(SEED))
    await connection.say({ kind: 'CHALLENGE', authmethod: 'cryptosign', extra })
    await until(() => connection.sent.length > 0)
    connection.take('ABORT')
  }
})

test('a key is 64 hexadecimal digits', () => {
  assert.equal(publicKeyOf(SEED), PUBLIC)
  for (const key of ['', 'ff', 'zz'.repeat(32)]) assert.throws(() => cryptosign(key), TypeError)
  assert.throws(() => cryptosign(SEED, { routerKey: 'ff' }), TypeError)
})
