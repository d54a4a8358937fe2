/** Counting a realm's messages. */
import { z } from 'zod'
import { atLeast } from './numbers.ts'
import { member, rule, strict } from './objects.ts'

const even = atLeast(2, 'bytes').multipleOf(2, { error: 'expected an even number of bytes' })

/** `stats` of a realm. */
export const statistics = rule(
  strict({
    rated_message_size: even.default(512).describe('A message counts once per this many bytes.'),
    trigger_after_rated_messages: atLeast(0).default(0),
    trigger_after_duration: atLeast(0).default(0),
    trigger_on_join: z.boolean().default(false),
    trigger_on_leave: z.boolean().default(true),
  }),
  (value, fault) => {
    const triggers = [member(value, 'trigger_after_rated_messages'), member(value, 'trigger_after_duration')]
    if (triggers.every((trigger) => trigger === 0)) {
      fault('needs `trigger_after_rated_messages` or `trigger_after_duration` above 0')
    }
  },
).describe('Publish figures about sessions.')
