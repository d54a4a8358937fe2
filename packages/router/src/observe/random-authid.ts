import { randomBytes } from './random-pool.ts'

const ALPHABET = 'ACEFGHJKLMNPQRSTUVWXY34679'
const GROUPS = 6
const PER_GROUP = 4

/** Reused from call to call: a text that grows by one letter at a time takes three times as long. */
const letters = Buffer.alloc(GROUPS * (PER_GROUP + 1) - 1, '-')

/** A name for an anonymous session, in Crossbar's form: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`, 112 random bits. */
export function randomAuthid(): string {
  const bytes = randomBytes(GROUPS * PER_GROUP)
  for (let index = 0; index < bytes.length; index++)
    letters[index + Math.floor(index / PER_GROUP)] = ALPHABET.charCodeAt((bytes[index] ?? 0) % ALPHABET.length)
  return letters.toString('latin1')
}
