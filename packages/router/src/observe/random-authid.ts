import { randomBytes } from './random-pool.ts'

const ALPHABET = 'ACEFGHJKLMNPQRSTUVWXY34679'
const GROUPS = 6
const PER_GROUP = 4

/** A name for an anonymous session, in Crossbar's form: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`, 112 random bits. */
export function randomAuthid(): string {
  let authid = ''
  for (const [index, byte] of randomBytes(GROUPS * PER_GROUP).entries()) {
    if (index > 0 && index % PER_GROUP === 0) authid += '-'
    authid += ALPHABET[byte % ALPHABET.length] ?? ''
  }
  return authid
}
