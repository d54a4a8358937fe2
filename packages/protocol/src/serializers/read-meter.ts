/**
 * What one message may cost, and what it did cost. The cost of a message lies less in its bytes than in the values that
 * they stand for: each value takes time to decode and to encode, and memory as long as it is kept.
 */

/** Bounds of {@link ReadMeter}; what is missing has its default. */
export interface ReadBounds {
  /** Values that the elements before the payload may hold in all, Options or Details among them. */
  readonly headerValues?: number
  /** Weight that the whole message may have, payload included. */
  readonly weight?: number
}

/** The default bound on values in Options or Details. It leaves room for lists of 10,000 receivers. */
export const MOST_HEADER_VALUES = 16_384

/** The default bound on weight. 100,000 numbers are within it, and 10,000 dictionaries of ten entries with short texts. */
export const MOST_WEIGHT = 524_288

/**
 * Bounds reading, and tells what the last message weighed. The owner keeps one and hands it to every
 * `Serializer.read`, so that counting allocates nothing.
 *
 * A value is a number, a string, a boolean, null, a list, a dictionary or a block of bytes; the key of an entry is not
 * counted apart. The weight of a number is 1.
 */
export class ReadMeter {
  readonly headerValues: number
  readonly weight: number
  /** Weight of the message that was read last. A message over `weight` counts as that much. */
  spent = 0

  constructor({ headerValues = MOST_HEADER_VALUES, weight = MOST_WEIGHT }: ReadBounds = {}) {
    this.headerValues = headerValues
    this.weight = weight
  }
}
