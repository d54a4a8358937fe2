import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { EMPTY_DICT } from '@wampeter/protocol'
import { verifyEd25519 } from '../observe/node-crypto.ts'
import { StaticPrincipals } from '../principals/static-principals.ts'
import { cryptosign, pretendKey } from './cryptosign.ts'
import { attempt, countingCrypto } from './test-login.ts'

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

/** Whose signature is of the kind that AUTHENTICATE carries. */
function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    sign: (challenge: string): string =>
      sign(null, Buffer.from(challenge, 'hex'), privateKey).toString('hex') + challenge,
  }
}

/** RFC 8032, 5.1.3: true where the curve has a point with the y of these bytes. */
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
