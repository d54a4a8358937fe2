import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, pbkdf2Sync, randomBytes, sign, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import type { Crypto, Dict } from '@wampeter/protocol'
import { EMPTY_DICT } from '@wampeter/protocol'
import { cryptosign, pretendKey } from '../authenticators/cryptosign.ts'
import { compareTicket, pretendTicket, ticket } from '../authenticators/ticket.ts'
import { pretendWampcra, wampcra } from '../authenticators/wampcra.ts'
import type { Authenticator } from '../session/authenticator.ts'
import type { WampcraUser } from '../session/options.ts'
import { verifyEd25519 } from '../observe/node-crypto.ts'
import { StaticPrincipals } from './static-principals.ts'

/** Counts what is done, so that the work for known and unknown users can be compared. */
function countingCrypto() {
  const calls: string[] = []
  const crypto: Crypto = {
    hmacSha256: (key, data) => (calls.push('hmac'), createHmac('sha256', key).update(data).digest()),
    pbkdf2Sha256: (secret, { salt, iterations, keylen }) => (
      calls.push(`pbkdf2 ${iterations}`),
      pbkdf2Sync(secret, salt, iterations, keylen, 'sha256')
    ),
    equal: (a, b) => (calls.push('equal'), a.length === b.length && timingSafeEqual(a, b)),
    randomBytes: (length) => randomBytes(length),
  }
  return { calls, crypto }
}

const attempt = (authid: string, more: Dict = {}) => ({
  realm: 'realm1',
  details: { roles: EMPTY_DICT, authid, ...more },
  session: 1,
  transport: { peer: 'test', framing: 'test', isSecure: false },
  signal: new AbortController().signal,
})

async function logIn(authenticator: Authenticator, authid: string, signature: string) {
  const challenge = await authenticator.begin(attempt(authid))
  assert.equal(challenge.kind, 'challenge')
  const verdict = challenge.kind === 'challenge' ? await challenge.answer(signature, EMPTY_DICT) : undefined
  return { extra: challenge.kind === 'challenge' ? challenge.extra : {}, verdict }
}

const users = new Map<string, WampcraUser>([
  [
    'salted',
    { secret: 'secret1', role: 'user', salt: { salt: '0a1b2c3d', iterations: 100, keylen: 32, derive: true } },
  ],
])
const records = new Map([...users].map(([authid, user]) => [authid, { role: user.role, credential: user }]))

test('a wrong signature costs an unknown user the same calls as a known one, and is answered alike', async () => {
  const { calls, crypto } = countingCrypto()
  const principals = new StaticPrincipals(records, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendWampcra })
  const authenticator = wampcra(principals, { crypto, clock: { now: () => 0, after: () => () => {} } })
  const seen: (readonly [readonly string[], unknown, unknown])[] = []
  for (const authid of ['salted', 'nobody']) {
    calls.length = 0
    const { verdict, extra } = await logIn(authenticator, authid, 'wrong')
    seen.push([[...calls], verdict, Object.keys(extra)])
  }
  assert.deepEqual(seen[0], seen[1])
  assert.ok(seen[0]?.[0].includes('pbkdf2 100'))
})

test('a wrong ticket costs an unknown user the same calls as a known one, and is answered alike', async () => {
  const { calls, crypto } = countingCrypto()
  const known = new Map([['barry', { role: 'user', credential: { ticket: 'notsosecret' } }]])
  const principals = new StaticPrincipals(known, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendTicket })
  const authenticator = ticket(compareTicket(principals, crypto))
  const seen: unknown[] = []
  for (const authid of ['barry', 'nobody', '__proto__', 'constructor']) {
    calls.length = 0
    const { verdict } = await logIn(authenticator, authid, 'wrong')
    seen.push([[...calls], verdict])
  }
  for (const other of seen.slice(1)) assert.deepEqual(other, seen[0])
  const { verdict } = await logIn(authenticator, 'barry', 'notsosecret')
  assert.deepEqual(verdict, {
    kind: 'accepted',
    principal: { authid: 'barry', authrole: 'user', authprovider: 'static' },
  })
})

test('a wrong key costs an unknown user the same calls with keys of the same kind, and is answered alike', async () => {
  const { calls, crypto } = countingCrypto()
  const [joe, eve] = [keyPair(), keyPair()]
  const known = new Map([['joe', { role: 'user', credential: { publicKeys: [joe.publicKey] } }]])
  const principals = new StaticPrincipals(known, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendKey })
  const verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
    calls.push('verify', isPoint(key) ? 'a point of the curve' : 'none')
    return verifyEd25519(key, message, signature)
  }
  const authenticator = cryptosign(principals, { crypto, verify })
  for (const pubkey of [undefined, joe.publicKey, eve.publicKey, 'no key']) {
    for (const { sign } of [joe, eve]) {
      const seen: unknown[] = []
      for (const authid of ['joe', 'nobody', 'somebody', '__proto__', 'constructor']) {
        const extra = pubkey === undefined ? {} : { authextra: { pubkey } }
        const challenge = await authenticator.begin(attempt(authid, extra))
        assert.ok(challenge.kind === 'challenge')
        calls.length = 0
        const verdict = await challenge.answer(sign(String(challenge.extra['challenge'])), EMPTY_DICT)
        seen.push([
          [...calls],
          Object.keys(challenge.extra),
          authid === 'joe' && sign === joe.sign ? 'his own' : verdict,
        ])
      }
      if (sign === eve.sign) for (const other of seen.slice(1)) assert.deepEqual(other, seen[0])
      else for (const other of seen.slice(2)) assert.deepEqual(other, seen[1])
    }
  }
})

test('what is pretended looks like a real user, stays the same for a name, and differs between names', async () => {
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

/** Whose signature is of the kind that AUTHENTICATE carries. */
function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    sign: (challenge: string): string =>
      sign(null, Buffer.from(challenge, 'hex'), privateKey).toString('hex') + challenge,
  }
}

/** RFC 8032, 5.1.3: is there an x for the y that these bytes say? */
function isPoint(key: Uint8Array): boolean {
  const p = 2n ** 255n - 19n
  const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n
  const power = (base: bigint, exponent: bigint): bigint => {
    let [result, square] = [1n, base % p]
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 1n) result = (result * square) % p
      square = (square * square) % p
    }
    return result
  }
  const y = key.reduceRight((sum, byte, at) => sum * 256n + BigInt(at === 31 ? byte & 127 : byte), 0n)
  const xx = ((y * y - 1n + p) * power(d * y * y + 1n, p - 2n)) % p
  return xx === 0n || power(xx, (p - 1n) / 2n) === 1n
}
