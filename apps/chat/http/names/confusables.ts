/**
 * Characters that look like a Latin letter or a digit, after compatibility decomposition. The full list of Unicode
 * (TR 39) has thousands of rows; these are the ones that people can type: Cyrillic, Greek, Armenian, Cherokee.
 */
const ROWS: readonly (readonly [latin: string, lookalikes: string])[] = [
  ['a', 'аαɑА'],
  ['b', 'ЬВβᏏ'],
  ['c', 'сϲС'],
  ['d', 'ԁᏧ'],
  ['e', 'еεЕΕҽ'],
  ['g', 'ɡց'],
  ['h', 'һНΗᏂ'],
  ['i', 'іιɩї'],
  ['j', 'јЈϳ'],
  ['k', 'кκКΚ'],
  ['l', 'I1|ІΙӀǀᛁון'],
  ['m', 'мМΜ'],
  ['n', 'ոΝп'],
  ['o', '0оοОΟօ'],
  ['p', 'рρРΡ'],
  ['q', 'ԛզ'],
  ['r', 'гᴦ'],
  ['s', 'ѕЅꜱ'],
  ['t', 'тτТΤ'],
  ['u', 'υսц'],
  ['v', 'νѵ'],
  ['w', 'ԝωѡ'],
  ['x', 'хχХΧ'],
  ['y', 'уγУΥү'],
  ['z', 'ᴢΖ'],
]

const LATIN: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(([latin, lookalikes]) => [...lookalikes].map((character) => [character, latin] as const)),
)

/**
 * What a name looks like. Two names with the same skeleton can be confused by a reader. An empty skeleton belongs to a
 * name that shows nothing.
 */
export function skeletonOf(name: string): string {
  const visible = name.normalize('NFKD').replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]/gu, '')
  return [...visible]
    .map((character) => LATIN.get(character) ?? lookOf(character.toLowerCase()))
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
}

const lookOf = (character: string): string => LATIN.get(character) ?? character
