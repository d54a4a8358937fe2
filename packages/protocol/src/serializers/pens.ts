/** The writers of one binary format. */
import type { PassSink } from './wire-sink.ts'
import { TextWriter } from './text-writer.ts'

/** Reuses one sink and its buffer. A `toJSON` that writes another message meanwhile gets a second sink. */
export class Pens {
  readonly #make: (out: TextWriter) => PassSink
  #idle: { readonly out: TextWriter; readonly sink: PassSink } | undefined

  constructor(make: (out: TextWriter) => PassSink) {
    this.#make = make
  }

  /** The bytes that `how` writes. */
  write(how: (sink: PassSink, out: TextWriter) => void): Uint8Array {
    const pen = this.#idle ?? this.#new()
    this.#idle = undefined
    try {
      how(pen.sink, pen.out)
      return pen.out.finish()
    } finally {
      pen.out.reset()
      this.#idle = pen
    }
  }

  #new(): { readonly out: TextWriter; readonly sink: PassSink } {
    const out = new TextWriter()
    return { out, sink: this.#make(out) }
  }
}
