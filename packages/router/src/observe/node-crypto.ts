import { createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Crypto } from '@wampeter/protocol'

const derive = promisify(pbkdf2)

/** Node's own. Stretching a key runs beside the event loop. */
export const nodeCrypto: Crypto = {
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  pbkdf2Sha256: (secret, { salt, iterations, keylen }) => derive(secret, salt, iterations, keylen, 'sha256'),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes: (length) => randomBytes(length),
}
