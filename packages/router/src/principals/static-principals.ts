/**
 * Principals that are listed in the config. For an unknown name a pretended record is made. It looks like the records
 * of the transport, and stays the same for the same name, so that a client cannot find out which users exist.
 */
import { chain } from '@wampeter/protocol'
import type { Crypto, Soon } from '@wampeter/protocol'
import type { LoginAttempt } from '../session/authenticator.ts'
import type { Candidate, Principals } from '../session/principals.ts'

export interface StaticRecord<Credential> {
  readonly role: string
  readonly credential: Credential
}

export interface StaticPrincipalsParts<Credential> {
  readonly crypto: Crypto
  /** Known only to this node, and the same after a restart. */
  readonly nodeSecret: Uint8Array
  /** Finds the user without an authid, where the method can. */
  authidOf?(attempt: LoginAttempt): string | undefined
  /** A credential that looks real and accepts no client. `noise` is 32 bytes that belong to the name. */
  pretend(model: Credential | undefined, noise: Uint8Array): Credential
}

const utf8 = new TextEncoder()

export class StaticPrincipals<Credential> implements Principals<Credential> {
  readonly #records: ReadonlyMap<string, StaticRecord<Credential>>
  readonly #models: readonly StaticRecord<Credential>[]
  readonly #parts: StaticPrincipalsParts<Credential>

  constructor(records: ReadonlyMap<string, StaticRecord<Credential>>, parts: StaticPrincipalsParts<Credential>) {
    this.#records = records
    this.#models = [...records.values()]
    this.#parts = parts
  }

  /** The pretended record is made for known names too, so that both take the same time. */
  find(attempt: LoginAttempt): Soon<Candidate<Credential>> {
    const authid = attempt.details.authid ?? this.#parts.authidOf?.(attempt) ?? ''
    const { crypto, nodeSecret } = this.#parts
    return chain(crypto.hmacSha256(nodeSecret, utf8.encode(authid)), (noise) => this.#candidate(authid, noise))
  }

  #candidate(authid: string, noise: Uint8Array): Candidate<Credential> {
    const { pretend } = this.#parts
    const model = this.#models[numberIn(noise) % Math.max(1, this.#models.length)]
    const pretended = { role: model?.role ?? 'anonymous', credential: pretend(model?.credential, noise) }
    const record = this.#records.get(authid)
    const { role, credential } = record ?? pretended
    const principal = { authid, authrole: role, authprovider: 'static' }
    return { kind: 'candidate', principal, credential, isKnown: record !== undefined }
  }
}

const numberIn = (bytes: Uint8Array): number => bytes.subarray(0, 4).reduce((number, byte) => number * 256 + byte, 0)
