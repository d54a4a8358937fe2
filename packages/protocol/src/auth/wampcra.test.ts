import assert from 'node:assert/strict'
import { createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import { WampError } from '../errors.ts'
import { dictOf } from '../values.ts'
import type { Crypto } from './crypto.ts'
import { answerChallenge, challengeText, deriveKey, signChallenge, verifySignature } from './wampcra.ts'

const crypto: Crypto = {
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  pbkdf2Sha256: async (secret, { salt, iterations, keylen }) => pbkdf2Sync(secret, salt, iterations, keylen, 'sha256'),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes: (length) => randomBytes(length),
}

const challenge =
  '{"authid":"peter","authmethod":"wampcra","authprovider":"static","authrole":"user","nonce":"LHRTC9zeOIrt_9U3","session":3251278072152162,"timestamp":"2014-06-22T16:36:25.448Z"}'
const salting = { salt: 'salt123', iterations: 1000, keylen: 32 }

test('an unsalted secret signs as UTF-8', async () => {
  assert.equal(await signChallenge(crypto, 'secret1', challenge), 'mfwVFvlYIMjIiUOmsWG1xfyX7VGPGUcVeRozhGBZtds=')
  assert.equal(await signChallenge(crypto, 'pässwörd', challenge), '9SlG/ANUDErz55O5cV8B8ydMiy1JzoyQHjgdFcjZoq0=')
})

test('a salted secret becomes a key whose Base64 text signs', async () => {
  const key = await deriveKey(crypto, 'secret1', salting)

  assert.equal(key, '64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc=')
  assert.equal(await signChallenge(crypto, key, challenge), 'IiAJkTKQ2EWWZhqwyom74AQdpsMkoIG2jITGEAvj5EE=')
})

test('a client signs a challenge with and without salt', async () => {
  assert.equal(
    await answerChallenge(crypto, 'secret1', dictOf([['challenge', challenge]])),
    'mfwVFvlYIMjIiUOmsWG1xfyX7VGPGUcVeRozhGBZtds=',
  )
  assert.equal(
    await answerChallenge(crypto, 'secret1', dictOf([['challenge', challenge], ...Object.entries(salting)])),
    'IiAJkTKQ2EWWZhqwyom74AQdpsMkoIG2jITGEAvj5EE=',
  )
})

test('iterations and key length default to 1000 and 32', async () => {
  const extra = { challenge, salt: 'salt123', iterations: null }

  assert.equal(await answerChallenge(crypto, 'secret1', extra), 'IiAJkTKQ2EWWZhqwyom74AQdpsMkoIG2jITGEAvj5EE=')
})

test('a signature is verified, and any other text is not', async () => {
  const right = await signChallenge(crypto, 'secret1', challenge)

  assert.equal(await verifySignature(crypto, 'secret1', { challenge, signature: right }), true)
  assert.equal(await verifySignature(crypto, 'secret2', { challenge, signature: right }), false)
  assert.equal(await verifySignature(crypto, 'secret1', { challenge, signature: '' }), false)
  assert.equal(await verifySignature(crypto, 'secret1', { challenge, signature: right.toLowerCase() }), false)
})

test('a challenge text is JSON that names the principal and the session', () => {
  const said = {
    authid: 'pe"ter',
    authrole: 'user',
    authmethod: 'wampcra',
    authprovider: 'static',
    nonce: 'LHRTC9zeOIrt_9U3',
    timestamp: '2014-06-22T16:36:25.448Z',
    session: 3251278072152162,
  }

  assert.deepEqual(JSON.parse(challengeText(said)), said)
  assert.deepEqual(
    Object.keys(JSON.parse(challengeText({ ...said, more: 'not copied' } as typeof said))),
    Object.keys(said),
  )
})

for (const [name, extra] of Object.entries({
  'no challenge': { salt: 'x' },
  'a salt that is not a string': { challenge, salt: 7 },
  'no iterations': { challenge, salt: 'x', iterations: 0 },
  'days of iterations': { challenge, salt: 'x', iterations: 1e12 },
  'a huge key': { challenge, salt: 'x', keylen: 1e9 },
})) {
  test(`a client refuses a challenge with ${name}`, async () => {
    const refusal = (error: unknown) => error instanceof WampError && error.uri === 'wamp.error.cannot_authenticate'

    await assert.rejects(answerChallenge(crypto, 'secret1', extra), refusal)
  })
}
