/** Checks the depth of nesting. */
import { ProtocolViolation } from '../errors.ts'
import { MAX_DEPTH } from './serializer.ts'

/**
 * The depth inside one more list or dictionary.
 * @throws ProtocolViolation beyond {@link MAX_DEPTH}.
 */
export function deeper(depth: number): number {
  if (depth >= MAX_DEPTH) throw new ProtocolViolation(`a message must not nest deeper than ${MAX_DEPTH} levels`)
  return depth + 1
}
