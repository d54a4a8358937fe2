/** The tracking cookie of a WebSocket transport. */
import { z } from 'zod'
import { atLeast, integer } from './numbers.ts'
import { strict } from './objects.ts'

const memory = strict({ type: z.literal('memory') })

const file = strict({
  type: z.literal('file'),
  filename: z.string().min(1),
  purge_on_startup: z.boolean().optional(),
})

const database = strict({
  type: z.literal('database'),
  path: z.string().min(1),
  maxsize: atLeast(1, 'bytes').optional(),
  readonly: z.boolean().optional(),
  sync: z.boolean().optional(),
  purge_on_startup: z.boolean().optional(),
})

/** `cookie` of a WebSocket transport or path. */
export const cookie = strict({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]+$/, {
      error: 'expected a cookie name of a-z, 0-9 and _, beginning with a letter',
    })
    .optional()
    .describe('The name of the cookie; cbtid where absent.'),
  length: integer(6, 64).optional().describe('How many random characters its value has; 24 where absent.'),
  max_age: integer(1, 311_040_000, 'seconds')
    .optional()
    .describe('How long the browser keeps it; a week where absent.'),
  store: z.discriminatedUnion('type', [memory, file, database]).optional().describe('Where the router remembers it.'),
  secure: z.boolean().optional().describe('Only over TLS.'),
  http_strict: z.boolean().optional().describe('Hidden from scripts (HttpOnly).'),
  same_site: z.enum(['Strict', 'Lax', 'None']).optional(),
}).meta({ id: 'cookie', description: 'Recognise browsers by a cookie.' })
