import { isDeepStrictEqual } from 'node:util'

/** True for options with the same content: those that a changed config leaves as they were. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)
