/** Crossbar's star notation: a way to write patterns that exists only in configs. */

import type { Pattern } from '../../realm/pattern.ts'

/**
 * Without `match`, one star at the end means prefix, other stars mean wildcard, no star means exact. With `match`,
 * stars are ordinary characters.
 */
export function readStars(uri: string, match: Pattern['match'] | undefined): Pattern {
  if (match !== undefined) return { uri, match }
  const star = uri.indexOf('*')
  if (star === -1) return { uri, match: 'exact' }
  if (star === uri.length - 1) return { uri: uri.slice(0, -1), match: 'prefix' }
  return { uri: uri.replaceAll('*', ''), match: 'wildcard' }
}
