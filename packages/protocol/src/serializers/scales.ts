/**
 * Where a scan notes what it finds in a message: how many values, and what they weigh. A weight of 1 stands for at most
 * 100 ns on one core, for all that a router may have to do with a value at once (scan it, decode it, and encode it for the
 * two other serializers), and for about 25 bytes of memory once it is decoded. All scans share one set of scales, because no
 * scan is interrupted by another, and so weighing allocates nothing.
 */

/** What weighs something beside the 1 that each value weighs. Numbers, booleans and null have only that. */
export const WEIGHT = {
  /** A text of less than 64 bytes, also where it is a key; 1 more for each 64. */
  text: 1,
  /** Escapes in a text of JSON, however many. */
  escapes: 2,
  /** A list, beside what it holds. */
  list: 5,
  /** A dictionary, beside what it holds. */
  dict: 8,
  /** An entry of a dictionary, beside its key and its value. */
  entry: 1,
  /** An entry beyond the first 16 of a dictionary: their keys are all different, and fill a table. */
  laterEntry: 16,
  /** A block of less than 64 bytes, or a text in pieces; 1 more for each 64. */
  block: 10,
  /** A piece of a text or a block, and a tag. */
  part: 1,
  /** An extension value, which may be a time. */
  extension: 20,
  /** An integer beyond 2^53, or a number of JSON with an exponent. */
  large: 4,
  /** An integer that may be beyond 64 bits. */
  bignum: 65,
} as const

/** Texts and blocks weigh 1 more for each 64 bytes (or characters) of theirs: 2 to this power. */
const BYTES_SHIFT = 6

const FIRST_ENTRIES = 16

/** Elements whose place in the message is remembered. No message has more. */
export const MOST_ELEMENTS = 8

/** Thrown by {@link weigh}. The caller of the scan catches it. */
export const OVERWEIGHT: Error = new Error('the message weighs too much')

/** The scales themselves; `left` goes down, `values` goes up. */
export const scales = {
  left: 0,
  values: 0,
  /** Values inside the elements before the one with this index. */
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
  const later = count > FIRST_ENTRIES ? count - FIRST_ENTRIES : 0
  weigh(WEIGHT.dict + count + (count - later) * WEIGHT.entry + later * WEIGHT.laterEntry)
}

/** One more value of a list that does not say how many it has. */
export function weighItem(): void {
  scales.values++
  weigh(1)
}

/** The next entry, counted from 1, of a dictionary that does not say how many it has. */
export function weighEntry(count: number): void {
  scales.values++
  weigh(1 + (count > FIRST_ENTRIES ? WEIGHT.laterEntry : WEIGHT.entry))
}

/** A text of that many bytes or characters. */
export function weighText(length: number): void {
  weigh(WEIGHT.text + (length >>> BYTES_SHIFT))
}

/** A block of that many bytes, or the text in JSON that stands for it. */
export function weighBlock(length: number): void {
  weigh(WEIGHT.block + (length >>> BYTES_SHIFT))
}

/** Notes where an element of the message ends, and how many values came before. */
export function noteElement(starts: number[], end: number): void {
  scales.valuesBefore[starts.length] = scales.values
  starts.push(end)
}
