import { isDeepStrictEqual } from 'node:util'

/** True for options that say the same: what a changed config left alone. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)
