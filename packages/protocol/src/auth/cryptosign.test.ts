import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, sign as signWith, verify as verifyWith } from 'node:crypto'
import { test } from 'node:test'
import { fromHex, toHex } from '../hex.ts'
import { signCryptosign, signedMessage, verifyCryptosign } from './cryptosign.ts'
import type { Verify } from './cryptosign.ts'

const SEED = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510'
const PUBLIC = '1adfc8bfe1d35616e64dffbd900096f23b066f914c8c2ffbb66f6075b96e116d'
const SIGNATURE =
  'b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0cae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03'
const CHALLENGE = 'ff'.repeat(32)

const key = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${SEED}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
})
const sign = (message: Uint8Array): Uint8Array => signWith(null, message, key)
const verify: Verify = (publicKey, message, signature) => {
  const bytes = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  return verifyWith(null, message, createPublicKey({ key: bytes, format: 'der', type: 'spki' }), signature)
}

test('the answer to a known challenge is the expected one, and verifies', async () => {
  const message = signedMessage(CHALLENGE) ?? new Uint8Array()
  const answer = await signCryptosign(sign, message)
  assert.equal(answer, SIGNATURE + CHALLENGE)
  assert.equal(await verifyCryptosign(verify, fromHex(PUBLIC, 32) ?? message, { message, answer }), true)
})

test('a bound channel is part of the signed message', () => {
  const channel = new Uint8Array(32).fill(0x0f)
  assert.equal(toHex(signedMessage(CHALLENGE, channel) ?? new Uint8Array()), 'f0'.repeat(32))
})

test('a malformed answer, or an answer to another challenge, does not verify', async () => {
  const message = signedMessage(CHALLENGE) ?? new Uint8Array()
  const publicKey = fromHex(PUBLIC, 32) ?? message
  for (const answer of [
    undefined,
    7,
    '',
    SIGNATURE,
    SIGNATURE + 'ee'.repeat(32),
    'zz'.repeat(96),
    '00'.repeat(64) + CHALLENGE,
  ]) {
    assert.equal(await verifyCryptosign(verify, publicKey, { message, answer }), false)
  }
})

test('a challenge is 32 bytes in hexadecimal', () => {
  for (const challenge of [undefined, 7, '', 'ff', 'zz'.repeat(32), 'ff'.repeat(33)]) {
    assert.equal(signedMessage(challenge), undefined)
  }
})
