/** `@wampeter/client/scram`: login by password that never leaves here, and a router that has to prove itself as well. */
import {
  isScramVerifier,
  isDict,
  readScramChallenge,
  scramKeys,
  scramProof,
  toBase64,
  WampError,
} from '@wampeter/protocol'
import type { Argon2, ScramCrypto, ScramDialect, ScramExchange, ScramKeys } from '@wampeter/protocol'
import type { Authentication } from '../authentication.ts'
import { platformCrypto } from '../crypto/platform.ts'

/** What a login by SCRAM may need. */
export interface ScramOptions {
  /** For routers that stretch passwords with Argon2: `argon2id13` of `@wampeter/client/argon2`. */
  readonly argon2id13?: Argon2
  /** `wamp-scram` (the default) is the specification's, `scram` is what Crossbar speaks. */
  readonly dialect?: ScramDialect
}

/** What is remembered from CHALLENGE to WELCOME. */
interface Remembered {
  readonly exchange: ScramExchange
  readonly keys: ScramKeys
}

const NONCE_BYTES = 16

/** By WAMP-SCRAM (*Salted Challenge Response Authentication*). A router that cannot prove itself is left. */
export function scram(authid: string, password: string, options: ScramOptions = {}): Authentication {
  const { dialect = 'wamp-scram', argon2id13 } = options
  const crypto = async (): Promise<ScramCrypto> => scramCrypto(argon2id13)
  return {
    method: dialect,
    authid,
    authextra: () => ({
      nonce: toBase64(globalThis.crypto.getRandomValues(new Uint8Array(NONCE_BYTES))),
      channel_binding: null,
    }),
    async challenge(extra, attempt) {
      const clientNonce = String(attempt.authextra['nonce'])
      const exchange = readScramChallenge(extra, { dialect, authid, clientNonce })
      const keys = await scramKeys(await crypto(), password, exchange)
      attempt.memory = { exchange, keys } satisfies Remembered
      const signature = await scramProof(await crypto(), keys, exchange)
      return { signature, extra: { nonce: exchange.nonce, channel_binding: null, cbind_data: null } }
    },
    async welcome({ authextra }, attempt) {
      if (attempt.memory === undefined) throw unproved()
      const { exchange, keys } = attempt.memory as Remembered
      const given = isDict(authextra) ? authextra : {}
      const verifier = given['verifier'] ?? given['scram_server_signature']
      if (!(await isScramVerifier(await crypto(), keys.server, { verifier, exchange }))) {
        throw unproved()
      }
    },
  }
}

const unproved = (): WampError =>
  new WampError('wamp.error.cannot_authenticate', 'the router has not proved that it knows this user')

async function scramCrypto(argon2id13: Argon2 | undefined): Promise<ScramCrypto> {
  return {
    ...(await platformCrypto()),
    equal: (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]),
    async sha256(data) {
      const { subtle } = globalThis.crypto
      if (subtle === undefined) return (await import('../crypto/noble.ts')).noble.sha256(data)
      return new Uint8Array(await subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>))
    },
    ...(argon2id13 === undefined ? {} : { argon2id13 }),
  }
}
