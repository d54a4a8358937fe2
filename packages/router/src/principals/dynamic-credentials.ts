/** Reads what each method needs from an authenticator's answer. */
import { describe } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { WampcraSalt } from '../session/options.ts'
import { BadAnswer, text } from './dynamic-principals.ts'

/** Maximum of PBKDF2 rounds for one log-in, about one second. A key needs its iterations once per 32 bytes. */
export const MOST_ROUNDS = 2_000_000

/** For methods where the answer itself is the acceptance. */
export const noCredential = (): undefined => undefined

/** `secret`, and with a `salt` how the key was derived. Rounds and length default to 1000 and 32, as in Crossbar. */
export function wampcraCredential(answer: Dict): { readonly secret: string; readonly salt?: WampcraSalt } {
  const secret = text(answer, 'secret')
  if (secret === undefined) throw new BadAnswer('its answer has no `secret`, which WAMP-CRA needs')
  const salt = text(answer, 'salt')
  if (salt === undefined) return { secret }
  const iterations = number(answer, 'iterations', { fallback: 1000, most: MOST_ROUNDS })
  const keylen = number(answer, 'keylen', { fallback: 32, most: 512 })
  const rounds = iterations * Math.ceil(keylen / 32)
  if (rounds > MOST_ROUNDS)
    throw new BadAnswer(
      `its ${iterations} iterations for ${keylen} bytes are ${rounds} rounds; at most ${MOST_ROUNDS} are computed`,
    )
  return { secret, salt: { salt, iterations, keylen, derive: answer['derive'] === true } }
}

/** `pubkey`: 64 hexadecimal digits. */
export function cryptosignCredential(answer: Dict): { readonly publicKeys: readonly string[] } {
  const pubkey = text(answer, 'pubkey')
  if (pubkey === undefined || !/^[0-9a-f]{64}$/i.test(pubkey))
    throw new BadAnswer('its answer has no `pubkey` of 64 hexadecimal digits, which cryptosign needs')
  return { publicKeys: [pubkey.toLowerCase()] }
}

function number(answer: Dict, key: string, { fallback, most }: { fallback: number; most: number }): number {
  const value = answer[key] ?? fallback
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most)
    throw new BadAnswer(`its \`${key}\` is ${describe(value)}, not a whole number from 1 to ${most}`)
  return value
}
