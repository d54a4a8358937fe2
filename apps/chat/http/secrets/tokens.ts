/**
 * Tokens: what a log-in returns. For plain WAMP-CRA the router's side needs the token itself, so a hash is not enough:
 * it is kept encrypted. Its fingerprint finds it again when it comes as a bearer.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { AppStore, KeptToken } from '../../data/app-contract.ts'

const TOKEN_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface TokensOptions {
  readonly store: AppStore
  readonly key: Buffer
  readonly lifeMs: number
  readonly now: () => number
}

export interface IssuedToken {
  readonly token: string
  readonly expiresAt: number
}

export class Tokens {
  readonly #options: TokensOptions
  readonly #keyId: string

  constructor(options: TokensOptions) {
    this.#options = options
    this.#keyId = createHash('sha256').update('key id').update(options.key).digest('hex').slice(0, 16)
  }

  /** The newest token while at least half its life is left, otherwise a new one. Undefined: no such user. */
  async issue(user: string): Promise<IssuedToken | undefined> {
    const { store, lifeMs, now } = this.#options
    const at = now()
    const candidate = this.#seal(randomBytes(TOKEN_BYTES).toString('hex'), at, at + lifeMs)
    return this.#open(await store.freshToken({ user, now: at, candidate }))
  }

  /** The newest living token; never makes one. */
  async newest(user: string): Promise<IssuedToken | undefined> {
    const { store, now } = this.#options
    return this.#open(await store.newestToken({ user, now: now(), keyId: this.#keyId }))
  }

  userOf(token: string): Promise<string | undefined> {
    return this.#options.store.userOfToken({ fingerprint: fingerprintOf(token), now: this.#options.now() })
  }

  end(token: string): Promise<void> {
    return this.#options.store.endToken({ fingerprint: fingerprintOf(token), now: this.#options.now() })
  }

  #seal(token: string, madeAt: number, expiresAt: number): KeptToken {
    const fingerprint = fingerprintOf(token)
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#options.key, nonce).setAAD(Buffer.from(fingerprint))
    const sealed = Buffer.concat([nonce, cipher.update(token), cipher.final(), cipher.getAuthTag()])
    return { fingerprint, sealed, keyId: this.#keyId, madeAt, expiresAt }
  }

  #open(kept: KeptToken | undefined): IssuedToken | undefined {
    if (kept === undefined) return undefined
    const sealed = Buffer.from(kept.sealed)
    const decipher = createDecipheriv('aes-256-gcm', this.#options.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(kept.fingerprint))
      .setAuthTag(sealed.subarray(-TAG_BYTES))
    const token = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
    return { token: token.toString(), expiresAt: kept.expiresAt }
  }
}

/** Tokens are random, so that their SHA-256 reveals nothing about them. */
export const fingerprintOf = (token: string): string => createHash('sha256').update(token).digest('hex')
