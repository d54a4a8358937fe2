/** From options as programs write them (`excludeMe`) to options as the wire has them (`exclude_me`). */
import type { Dict } from '@wampeter/protocol'

/** Every key in the wire's spelling. What is undefined is left out, and so is the program's own `signal`. */
export function wireOptions(options: object): Dict {
  const dict: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(options)) {
    if (value !== undefined && key !== 'signal') {
      dict[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value as unknown
    }
  }
  return dict
}

/** *Payload Passthru Mode*: the router does not open such a payload. Packing and opening it is up to the program. */
export interface PassthruOptions {
  /** `mqtt`, `wamp` or a name of your own that starts with `x_`. The payload must be `[bytes]` then. */
  readonly pptScheme?: string
  readonly pptSerializer?: string
  readonly pptCipher?: string
  readonly pptKeyid?: string
}
