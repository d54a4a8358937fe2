/**
 * Where a scan notes what it finds in a message: how many values, and what they weigh. A weight of 1 stands for about
 * 100 ns on one core for everything that a router may have to do with a value (scan it, decode it, encode it for the other
 * two serializers), or for about 25 bytes of memory once it is decoded, whichever is more. All scans share one set of
 * scales, because no scan is interrupted by another, and so weighing allocates nothing.
 */

/** What weighs more than 1, which is the weight of a number, a boolean or null. */
export const WEIGHT = {
  /** A list, beside what it holds. */
  list: 3,
  /** A dictionary, beside what it holds. */
  dict: 8,
  /** An entry of a dictionary: its key, beside its value. */
  key: 2,
  /** A block of bytes, an extension value, or a string in pieces. */
  block: 6,
  /** A tag. */
  tag: 1,
} as const

/** Strings and blocks weigh 1 more for each 64 bytes (or characters) of theirs: 2 to this power. */
export const BYTES_SHIFT = 6

/** Elements whose place in the message is remembered. No message has more. */
export const MOST_ELEMENTS = 8

/** Thrown by {@link weigh}, and caught where the scan was started. */
export const OVERWEIGHT: Error = new Error('the message weighs too much')

/** The scales themselves; `left` goes down, `values` goes up. */
export const scales = {
  left: 0,
  values: 0,
  /** Values in the elements before the one with this index, those elements included. */
  valuesBefore: new Int32Array(MOST_ELEMENTS + 1),
}

/** Starts weighing one message. */
export function tare(budget: number): void {
  scales.left = budget
  scales.values = 0
}

/**
 * Adds to the scales.
 * @throws OVERWEIGHT when the budget is used up.
 */
export function weigh(weight: number): void {
  scales.left -= weight
  if (scales.left < 0) throw OVERWEIGHT
}

/** A list of that many values, as far as they are known. */
export function weighList(count: number): void {
  scales.values += count
  weigh(WEIGHT.list + count)
}

/** A dictionary of that many entries, as far as they are known. */
export function weighDict(count: number): void {
  scales.values += count
  weigh(WEIGHT.dict + count * (WEIGHT.key + 1))
}

/** One more value, or entry, of what does not say how many it has. */
export function weighOne(isEntry: boolean): void {
  scales.values++
  weigh(isEntry ? WEIGHT.key + 1 : 1)
}

/** What a text weighs beside the 1 of the value. */
export function weighText(length: number): void {
  if (length >= 1 << BYTES_SHIFT) weigh(length >>> BYTES_SHIFT)
}

/** What a block of bytes weighs beside the 1 of the value. */
export function weighBlock(length: number): void {
  weigh(WEIGHT.block + (length >>> BYTES_SHIFT))
}

export function weighTag(): void {
  weigh(WEIGHT.tag)
}

/** Notes where an element of the message ends, and how many values came before. */
export function noteElement(starts: number[], end: number): void {
  scales.valuesBefore[starts.length] = scales.values
  starts.push(end)
}
