/**
 * Counts and weighs the values that a scan finds. A weight of 1 stands for at most 100 ns on one core, for everything
 * that a router may have to do with a value (scan it, decode it, encode it for the two other serializers), and for
 * about 25 bytes of memory once it is decoded. All scans share one set of scales, because no scan interrupts another;
 * so weighing allocates nothing.
 */

/** The weights in addition to the 1 of each value. Booleans, null, and integers of binary formats have no further weight. */
export const WEIGHT = {
  /** A number of JSON: its digits are read, and written for others. */
  digits: 1,
  /** A float: writing its digits costs twice an integer's. */
  float: 1,
  /** A float beyond the first 100,000 of a message. */
  laterFloat: 14,
  /** A text of less than 64 bytes, also as a key; 1 more for each 64. */
  text: 1,
  /** A text that is no key, beyond the first 100,000 of a message: others may need escapes for each of its characters. */
  laterText: 4,
  /** The escapes in a text of JSON, whatever their number. */
  escapes: 2,
  /** A list, in addition to its values. */
  list: 5,
  /** A dictionary, in addition to its entries. */
  dict: 8,
  /** An entry of a dictionary, in addition to its key and value. */
  entry: 1,
  /** An entry beyond the first 16 of a dictionary: different keys fill a hash table. */
  laterEntry: 16,
  /** A block of less than 64 bytes, or a text in pieces; 1 more for each 64. */
  block: 28,
  /** A piece of a text or block, or a tag. */
  part: 3,
  /** An extension value, in addition to its block: a timestamp is written as text for others. */
  extension: 40,
  /** An integer beyond 2^53, or a number of JSON with an exponent. */
  large: 4,
  /** An integer of JSON that may be beyond 2^53: one with 16 digits or more. */
  manyDigits: 12,
  /** Each digit of it beyond the first 16. */
  digit: 2,
  /** An integer that may be beyond 64 bits. */
  bignum: 65,
} as const

/** Texts and blocks weigh 1 more for each 64 bytes or characters: 2 to this power. */
const BYTES_SHIFT = 6

const FIRST_ENTRIES = 16
const FIRST_FLOATS = 100_000
const FIRST_TEXTS = 100_000

/** The number of elements whose positions are kept. No message has more. */
export const MOST_ELEMENTS = 8

/** Thrown by {@link weigh}. The caller of the scan catches it. */
export const OVERWEIGHT: Error = new Error('the message weighs too much')

/**
 * The state of the scales: `left` is the remaining budget; `values`, `floats`, and `texts` that are no keys, are their
 * numbers so far.
 */
export const scales = {
  left: 0,
  values: 0,
  floats: 0,
  texts: 0,
  /** The number of values inside the elements before the one with this index. */
  valuesBefore: new Int32Array(MOST_ELEMENTS + 1),
}

/** Starts weighing one message. */
export function tare(budget: number): void {
  scales.left = budget
  scales.values = 0
  scales.floats = 0
  scales.texts = 0
}

/**
 * Subtracts a weight from the budget.
 * @throws OVERWEIGHT when the budget is used up.
 */
export function weigh(weight: number): void {
  scales.left -= weight
  if (scales.left < 0) throw OVERWEIGHT
}

/** Weighs a list with a known number of values. */
export function weighList(count: number): void {
  scales.values += count
  weigh(WEIGHT.list + count)
}

/** Weighs a dictionary with a known number of entries. */
export function weighDict(count: number): void {
  scales.values += count
  scales.texts -= count
  const later = count > FIRST_ENTRIES ? count - FIRST_ENTRIES : 0
  weigh(WEIGHT.dict + count + (count - later) * WEIGHT.entry + later * WEIGHT.laterEntry)
}

/** Weighs one more value of a list without a known number. */
export function weighItem(): void {
  scales.values++
  weigh(1)
}

/** Weighs the next entry, counted from 1, of a dictionary without a known number. */
export function weighEntry(count: number): void {
  scales.values++
  scales.texts--
  weigh(1 + (count > FIRST_ENTRIES ? WEIGHT.laterEntry : WEIGHT.entry))
}

/** Weighs a float. `weighed` is its weight so far: that of its digits in JSON. */
export function weighFloat(weighed = 0): void {
  weigh((++scales.floats > FIRST_FLOATS ? WEIGHT.laterFloat : WEIGHT.float) - weighed)
}

/** Weighs a text of `length` bytes or characters, also a key. */
export function weighText(length: number): void {
  weigh((++scales.texts > FIRST_TEXTS ? WEIGHT.laterText : WEIGHT.text) + (length >>> BYTES_SHIFT))
}

/** Weighs a block of `length` bytes, or the JSON text that stands for it. */
export function weighBlock(length: number): void {
  weigh(WEIGHT.block + (length >>> BYTES_SHIFT))
}

/**
 * The positions of a message's elements, of which the first is at `start`. The list has all its places from the start,
 * because one that grows takes twice the memory.
 */
export const positionsFrom = (start: number): number[] => [start, 0, 0, 0, 0, 0, 0, 0, 0]

/** Records the end of an element, which is the start of the one with this index, and the number of values before it. */
export function noteElement(starts: number[], index: number, end: number): void {
  scales.valuesBefore[index] = scales.values
  starts[index] = end
}
