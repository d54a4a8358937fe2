/**
 * The limits for reading one message, and its weight. The cost of a message depends more on its values than on its
 * bytes: each value takes time to decode and encode, and memory while it is kept.
 */

/** The limits of a {@link ReadMeter}; each has a default. */
export interface ReadBounds {
  /** The most values in all elements before the payload, including Options or Details. */
  readonly headerValues?: number
  /** The highest weight of the whole message, including its payload. */
  readonly weight?: number
}

/** The default for `headerValues`. It leaves room for lists of 10,000 receivers. */
export const MOST_HEADER_VALUES = 16_384

/** The default for `weight`. It allows 100,000 numbers, or 10,000 dictionaries of ten entries with short texts. */
export const MOST_WEIGHT = 500_000

/**
 * Limits the reading of messages, and reports the weight of the last one. The owner passes the same meter to every
 * `Serializer.read`, so that weighing allocates nothing.
 * A value is a number, string, boolean, null, list, dictionary or block of bytes. The key of an entry does not count.
 * The weight of an integer is 1, of a float or a number of JSON 2.
 */
export class ReadMeter {
  readonly headerValues: number
  readonly weight: number
  /** The weight of the last message. For a message over `weight` it is `weight`. */
  spent = 0

  constructor({ headerValues = MOST_HEADER_VALUES, weight = MOST_WEIGHT }: ReadBounds = {}) {
    this.headerValues = headerValues
    this.weight = weight
  }
}
