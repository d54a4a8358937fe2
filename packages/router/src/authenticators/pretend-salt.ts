/** Salts for users that do not exist. */

const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()

/** The alphabets in which salts are usually written, the smallest first. */
const ALPHABETS = [
  DIGITS,
  `${DIGITS}abcdef`,
  `${DIGITS}ABCDEF`,
  LOWER,
  UPPER,
  `${DIGITS}${LOWER}`,
  `${DIGITS}${UPPER}`,
  `${UPPER}${LOWER}${DIGITS}`,
  `${UPPER}${LOWER}${DIGITS}-_`,
  `${UPPER}${LOWER}${DIGITS}+/`,
]

const PRINTABLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('')

/**
 * A salt with the length, alphabet and padding of the real one, that reveals none of its characters. `noise` is 32
 * bytes that belong to the name, so that a name always gets the same salt.
 */
export function pretendSalt(real: string, noise: Uint8Array): string {
  const padding = /={0,2}$/.exec(real)?.[0] ?? ''
  const letters = [...real.slice(0, real.length - padding.length)]
  const alphabet = ALPHABETS.find((one) => letters.every((letter) => one.includes(letter))) ?? PRINTABLE
  const next = generator(noise)
  return letters.map(() => alphabet[next() % alphabet.length] ?? '0').join('') + padding
}

/** Numbers from a seed (xorshift with 128 bits of state). */
function generator(seed: Uint8Array): () => number {
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength)
  const state = [0, 4, 8, 12].map((at) => view.getUint32(at) ^ view.getUint32(at + 16))
  return () => {
    let [mixed = 1] = state
    mixed ^= mixed << 11
    mixed ^= mixed >>> 8
    const last = state[3] ?? 1
    mixed ^= last ^ (last >>> 19)
    state.shift()
    state.push(mixed)
    return mixed >>> 0
  }
}
