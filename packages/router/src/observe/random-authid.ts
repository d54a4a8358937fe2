import { randomBytes } from 'node:crypto'

const ALPHABET = 'ACEFGHJKLMNPQRSTUVWXY34679'

/** A name for an anonymous session, in Crossbar's form: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`, 112 random bits. */
export function randomAuthid(): string {
  const characters = [...randomBytes(24)].map((byte) => ALPHABET[byte % ALPHABET.length])
  return Array.from({ length: 6 }, (_, group) => characters.slice(group * 4, group * 4 + 4).join('')).join('-')
}
