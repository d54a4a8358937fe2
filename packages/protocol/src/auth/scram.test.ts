import assert from 'node:assert/strict'
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import { fromBase64, toBase64 } from '../base64.ts'
import {
  isScramVerifier,
  keysOf,
  readScramChallenge,
  scramKeys,
  scramMessage,
  scramProof,
  scramVerifier,
  verifyScramProof,
} from './scram.ts'
import type { ScramCrypto, ScramExchange } from './scram.ts'
import { saslprep } from './saslprep.ts'

const crypto: ScramCrypto = {
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  pbkdf2Sha256: (secret, { salt, iterations, keylen }) => pbkdf2Sync(secret, salt, iterations, keylen, 'sha256'),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  sha256: (data) => createHash('sha256').update(data).digest(),
}

const exchange: ScramExchange = {
  dialect: 'wamp-scram',
  authid: 'user',
  clientNonce: 'egVDf3DMJh0=',
  nonce: 'egVDf3DMJh0=SBmkFIh7sSo=',
  cost: { kdf: 'pbkdf2', salt: 'aBc+fx0NAVA=', iterations: 4096, memory: 0 },
}
const PROOF = 'L1uwjEEL7BdbtlWMKxNcQ1A/CmNjct+7xdAguB/rpnA='
const VERIFIER = 'AyTAljdPHv74Zx+gn+6DqiFnl4XOZUXpC7k/pSkjBOg='

test('in a known exchange, the client’s proof and the router’s answer are the expected ones', async () => {
  const keys = await scramKeys(crypto, 'pencil', exchange)
  assert.equal(await scramProof(crypto, keys, exchange), PROOF)
  assert.equal(await scramVerifier(crypto, keys.server, exchange), VERIFIER)
  assert.equal(await verifyScramProof(crypto, keys.stored, { proof: PROOF, exchange }), true)
  assert.equal(await isScramVerifier(crypto, keys.server, { verifier: VERIFIER, exchange }), true)
  assert.equal(await isScramVerifier(crypto, keys.server, { verifier: `v=${VERIFIER}`, exchange }), true)
})

test('with Argon2 the keys are made from the stretched password', async () => {
  const salted = Buffer.from('daf92d14d6c19ab383225242a87e7c2804e51336d9ef37b8726b18d0b0fcd636', 'hex')
  const argon: ScramExchange = {
    ...exchange,
    cost: { ...exchange.cost, kdf: 'argon2id13', iterations: 32, memory: 512 },
  }
  const keys = await scramKeys({ ...crypto, argon2id13: () => salted }, 'pencil', argon)
  assert.deepEqual(keys, await keysOf(crypto, salted))
  assert.equal(await scramProof(crypto, keys, argon), '0MNnDZsxdW42naEj21Urp7eCpGO/VxkY1rlM9pIEdYA=')
  assert.equal(await scramVerifier(crypto, keys.server, argon), 'fsUAsmNvwGOPNTXTAppvwMwZpaD4LIfD0I1vNjiiEtE=')
  await assert.rejects(scramKeys(crypto, 'pencil', argon), { uri: 'wamp.error.cannot_authenticate' })
})

test('a wrong password, another nonce, or a malformed proof does not verify', async () => {
  const { stored, server } = await scramKeys(crypto, 'pencil', exchange)
  const wrong = await scramProof(crypto, await scramKeys(crypto, 'pen', exchange), exchange)
  const other = { ...exchange, nonce: 'egVDf3DMJh0=other' }
  assert.equal(await verifyScramProof(crypto, stored, { proof: wrong, exchange }), false)
  assert.equal(await verifyScramProof(crypto, stored, { proof: PROOF, exchange: other }), false)
  for (const proof of ['', 'AA==', '%', `${PROOF}AAAA`]) {
    assert.equal(await verifyScramProof(crypto, stored, { proof, exchange }), false)
  }
  for (const verifier of [undefined, 7, '', PROOF]) {
    assert.equal(await isScramVerifier(crypto, server, { verifier, exchange }), false)
  }
})

test('the name is escaped, so that it cannot forge the rest of the message', () => {
  const text = Buffer.from(scramMessage({ ...exchange, authid: 'a,r=b' })).toString()
  assert.ok(text.startsWith('n=a=2Cr=3Db,r=egVDf3DMJh0=,r='))
  assert.ok(text.endsWith(',c=biws,r=egVDf3DMJh0=SBmkFIh7sSo='))
  assert.match(Buffer.from(scramMessage({ ...exchange, dialect: 'scram' })).toString(), /,c=,r=/)
})

test('a challenge that is malformed, too costly, or for another client is refused', () => {
  const own = { dialect: 'wamp-scram', authid: 'user', clientNonce: 'abc=' } as const
  const good = { nonce: 'abc=def=', salt: 'AA==', kdf: 'pbkdf2', iterations: 4096, memory: null }
  assert.equal(readScramChallenge(good, own).cost.iterations, 4096)
  assert.equal(readScramChallenge({ ...good, kdf: 'argon2id-13', iterations: 3 }, own).cost.kdf, 'argon2id13')
  for (const bad of [
    { nonce: 'xyz=def=' },
    { nonce: 'abc=' },
    { nonce: 7 },
    { salt: '%' },
    { salt: null },
    { kdf: 'md5' },
    { iterations: 0 },
    { iterations: 1e9 },
    { iterations: '4096' },
    { kdf: 'argon2id13', iterations: 3, memory: 1e9 },
  ]) {
    assert.throws(() => readScramChallenge({ ...good, ...bad }, own), { uri: 'wamp.error.cannot_authenticate' })
  }
})

test('the dialect of Crossbar joins the bytes of the nonces', () => {
  const own = { dialect: 'scram', authid: 'user', clientNonce: toBase64(Uint8Array.of(1, 2, 3, 4)) } as const
  const joined = toBase64(Uint8Array.of(1, 2, 3, 4, 5, 6))
  const rest = { salt: 'AA==', kdf: 'pbkdf2', iterations: 1 }
  assert.equal(readScramChallenge({ ...rest, nonce: joined }, own).nonce, joined)
  assert.throws(() => readScramChallenge({ ...rest, nonce: toBase64(Uint8Array.of(1, 2, 3, 5)) }, own))
  assert.equal(fromBase64(joined)?.length, 6)
})

test('names and passwords that look alike are equal (RFC 4013)', () => {
  assert.equal(saslprep('I\u00adX'), 'IX')
  assert.equal(saslprep('user'), 'user')
  assert.equal(saslprep('USER'), 'USER')
  assert.equal(saslprep('\u00aa'), 'a')
  assert.equal(saslprep('\u2168'), 'IX')
  assert.equal(saslprep('a\u00a0b'), 'a b')
  assert.throws(() => saslprep('\u0007'), { uri: 'wamp.error.cannot_authenticate' })
  assert.throws(() => saslprep('\ud800'), { uri: 'wamp.error.cannot_authenticate' })
})
