/** CHALLENGE and AUTHENTICATE. */
import { asDict, asString } from '../fields.ts'
import type { Dict } from '../values.ts'

/** Asks a client for a proof of its identity (*Authentication Methods*). */
export interface Challenge {
  readonly kind: 'CHALLENGE'
  readonly authmethod: string
  readonly extra: Dict
}

/** Answers CHALLENGE with the proof. For `ticket` that is the secret itself, in the clear. */
export interface Authenticate {
  readonly kind: 'AUTHENTICATE'
  readonly signature: string
  readonly extra: Dict
}

export const readChallenge = ([, authmethod, extra]: readonly unknown[]): Challenge => ({
  kind: 'CHALLENGE',
  authmethod: asString(authmethod, 'CHALLENGE.AuthMethod'),
  extra: asDict(extra, 'CHALLENGE.Extra'),
})

export const writeChallenge = ({ authmethod, extra }: Challenge): readonly unknown[] => [4, authmethod, extra]

export const readAuthenticate = ([, signature, extra]: readonly unknown[]): Authenticate => ({
  kind: 'AUTHENTICATE',
  signature: asSecret(signature),
  extra: asDict(extra, 'AUTHENTICATE.Extra'),
})

/** As {@link asString}, but the error text never shows the value. */
const asSecret = (value: unknown): string =>
  typeof value === 'string' ? value : asString(undefined, 'AUTHENTICATE.Signature')

export const writeAuthenticate = ({ signature, extra }: Authenticate): readonly unknown[] => [5, signature, extra]
