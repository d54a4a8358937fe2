/** What a program without types may get wrong. The router would end the whole session for it. */
import { Payload } from '@wampeter/protocol'

/** @throws TypeError where `args` is no list, or `kwargs` no object. */
export function payloadOf(args: readonly unknown[] = [], kwargs?: object): Payload {
  if (!Array.isArray(args)) throw new TypeError(`args must be a list, not ${typeof args}`)
  if (Array.isArray(kwargs) || (kwargs && typeof kwargs !== 'object')) throw new TypeError('kwargs must be an object')
  return Payload.of(args, kwargs)
}
