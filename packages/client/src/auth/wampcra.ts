import { answerChallenge } from '@wampeter/protocol'
import type { Authentication } from '../authentication.ts'
import { platformCrypto } from '../crypto/platform.ts'

/** By WAMP-CRA (*Challenge Response Authentication*): the secret stays here. Salted secrets are derived as asked. */
export const wampcra = (authid: string, secret: string): Authentication => ({
  method: 'wampcra',
  authid,
  challenge: async (extra) => answerChallenge(await platformCrypto(), secret, extra),
})
