import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attempt, countingCrypto } from '../authenticators/test-login.ts'
import { pretendWampcra } from '../authenticators/wampcra.ts'
import { StaticPrincipals } from './static-principals.ts'

const salt = { salt: '0a1b2c3d', iterations: 100, keylen: 32, derive: true }
const records = new Map([['salted', { role: 'user', credential: { secret: 'secret1', salt } }]])

test('a pretended record looks like a real one, stays the same for a name, and differs between names', async () => {
  const { crypto } = countingCrypto()
  const find = (name: string) =>
    new StaticPrincipals(records, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendWampcra }).find(
      attempt(name),
    )
  const [one, again, other] = [await find('one'), await find('one'), await find('other')]
  assert.deepEqual(one, again)
  assert.equal(one.isKnown, false)
  assert.equal(one.credential.salt?.iterations, 100)
  assert.equal(one.credential.salt?.salt.length, 8)
  assert.notEqual(one.credential.salt?.salt, '0a1b2c3d')
  assert.notEqual(one.credential.salt?.salt, other.credential.salt?.salt)
})
