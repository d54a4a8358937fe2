/** What a realm stores: events for later subscribers, calls for busy callees. */
import { z } from 'zod'
import { loosePattern, matchPolicy } from './identifiers.ts'
import { atLeast, integer } from './numbers.ts'
import { strict } from './objects.ts'

const kept = z.array(
  strict({
    uri: loosePattern,
    match: matchPolicy.default('exact'),
    limit: atLeast(1).optional().describe('How many to keep.'),
  }),
)

const mebibyte = 1024 * 1024

const memory = strict({
  type: z.literal('memory'),
  limit: atLeast(1).default(100).describe('How many to keep where an entry names no limit.'),
  'event-history': kept.optional().describe('Topics whose events can be asked for later.'),
  'call-queue': kept.optional().describe('Procedures whose calls wait while every callee is busy.'),
})

const database = strict({
  type: z.literal('cfxdb'),
  path: z.string().min(1),
  maxsize: integer(mebibyte / 8, 128 * 1024 * mebibyte, 'bytes').optional(),
  readonly: z.boolean().optional(),
  sync: z.boolean().optional(),
  'max-buffer': atLeast(1).optional(),
  'buffer-flush': atLeast(1, 'milliseconds').optional(),
  'event-history': kept.optional(),
})

/** `store` of a realm. */
export const store = z.discriminatedUnion('type', [memory, database]).describe('What this realm remembers.')
