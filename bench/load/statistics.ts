/** Medians and quartiles, and their text. */
export interface Spread {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** Quartiles, by the nearest rank. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}

/** The 95 % interval of a median, by the ranks of the binomial distribution (normal approximation). */
export function medianInterval(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const half = 0.98 * Math.sqrt(sorted.length)
  const at = (rank: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, Math.round(rank)))] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return { low: at(Math.floor(middle - half)), median: at(middle), high: at(Math.ceil(middle + half)) }
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en')

/** `1.14 × (1.08–1.22)` */
export const times = ({ low, median, high }: Spread): string =>
  `${median.toFixed(2)} × (${low.toFixed(2)}–${high.toFixed(2)})`

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
