/** `@wampeter/client/argon2`: for `scram`, where the router stretches passwords with Argon2. Slow, and meant to be. */
import { argon2idAsync } from '@noble/hashes/argon2.js'
import type { Argon2 } from '@wampeter/protocol'

/** Argon2id, version 1.3, one lane, 32 bytes; it lets the page breathe. */
export const argon2id13: Argon2 = (secret, { salt, iterations, memory }) =>
  argon2idAsync(secret, salt, { t: iterations, m: memory, p: 1, dkLen: 32, version: 0x13 })
