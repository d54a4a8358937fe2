/**
 * The options of payloads that the router must not open. `ppt_*` is the specification's payload passthru mode; `enc_*`
 * is the older payload transparency, which Autobahn-Python and Crossbar still use.
 */
import type { OptionTypes } from '../options.ts'
import { EMPTY_DICT } from '../values.ts'
import type { Dict } from '../values.ts'

/** The options that mark such a payload. */
export interface PassthruOptions {
  readonly ppt_scheme?: string
  readonly ppt_serializer?: string
  readonly ppt_cipher?: string
  readonly ppt_keyid?: string
  readonly enc_algo?: string
  readonly enc_key?: string
  readonly enc_serializer?: string
}

/** The types of these options. */
export const PASSTHRU_TYPES: OptionTypes<PassthruOptions> = {
  ppt_scheme: 'string',
  ppt_serializer: 'string',
  ppt_cipher: 'string',
  ppt_keyid: 'string',
  enc_algo: 'string',
  enc_key: 'string',
  enc_serializer: 'string',
}

const KEYS = Object.keys(PASSTHRU_TYPES) as readonly (keyof PassthruOptions)[]

/**
 * The options that travel with the payload to the Options or Details of the next message; undefined when there are
 * none.
 */
export function passthruOf(options: PassthruOptions): Dict | undefined {
  if (options === EMPTY_DICT) return undefined
  let found: Record<string, unknown> | undefined
  for (const key of KEYS) {
    if (options[key] === undefined) continue
    found ??= Object.create(null) as Record<string, unknown>
    found[key] = options[key]
  }
  return found
}
