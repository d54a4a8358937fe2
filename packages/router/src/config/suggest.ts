/** The likely right word for a wrong one. */

/** The word of the list that was probably meant, if one is close enough. */
export function suggest(wrong: string, words: readonly string[]): string | undefined {
  if (wrong.length > 64) return undefined
  const plain = simplify(wrong)
  const same = words.find((word) => simplify(word) === plain)
  if (same !== undefined) return same
  const [best] = words
    .map((word) => ({ word, distance: editDistance(plain, simplify(word)) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(Math.min(word.length, wrong.length) / 3)))
    .sort((one, other) => one.distance - other.distance)
  if (best !== undefined) return best.word
  // a part of the right word, such as ping_interval for auto_ping_interval
  const containing = words.filter((word) => plain.length >= 4 && simplify(word).includes(plain))
  return containing.length === 1 ? containing[0] : undefined
}

const simplify = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '')

/** How many letters to add, drop, change or swap with their neighbour (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const change = at(row, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swap = swapped ? at(before, j - 2) + 1 : Infinity
      next.push(Math.min(change, swap, at(row, j) + 1, at(next, j - 1) + 1))
    }
    before = row
    row = next
  }
  return at(row, to.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
