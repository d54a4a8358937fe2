/** All kinds of messages, by code. */
import { callMessages } from './call-messages.ts'
import type { Kind } from './reading.ts'
import { publishMessages } from './publish-messages.ts'
import { sessionMessages } from './session-messages.ts'

export const kinds: ReadonlyMap<unknown, Kind> = new Map(
  [...sessionMessages, ...publishMessages, ...callMessages].map((kind) => [kind.code, kind]),
)
