/**
 * The formats as those see them that write to them. A value is written by `writeWire`. A payload in another format is
 * passed: its parts go from the frame to the sink, and no values are made of them. Values take many times the memory of
 * their frame, and more time to make and to collect than to pass.
 */

/** A format, as `writeWire` sees it: takes the parts of a value in the order in which they are written. */
export interface WireSink {
  nil(): void
  boolean(value: boolean): void
  /** Any number, also an integer from a bigint of at most 2^53. */
  number(value: number): void
  /** An integer beyond 2^53, positive or negative. */
  largeInteger(value: bigint): void
  /** A text. A lone surrogate becomes U+FFFD. */
  text(value: string): void
  bytes(value: Uint8Array): void
  /** The start of a list of `count` values. */
  list(count: number): void
  /** The start of a dictionary of `count` entries: each is a text and a value. */
  dict(count: number): void
}

/** A format that a payload is passed to. */
export interface PassSink extends WireSink {
  /** A text, given as valid UTF-8 between two positions of a frame. */
  utf8(frame: Uint8Array, start: number, end: number): void
  /** Between two values of a list, or two entries of a dictionary. */
  next(): void
  /** Between a key and its value. */
  colon(): void
  /** The end of a list or dictionary that was started with its count. */
  endList(): void
  endDict(): void
  /** The start of a list or dictionary whose count is not known yet. Returns its place, for the call that ends it. */
  openList(): number
  openDict(): number
  closeList(place: number, count: number): void
  closeDict(place: number, count: number): void
  /**
   * Writes a text of JSON, given in UTF-8, from its first character up to its closing quote, if it is short. Returns
   * its length there, or -1 when nothing was written.
   */
  shortText(json: Uint8Array, start: number): number
}
