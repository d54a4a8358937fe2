/** A realm: sessions see each other only within it. */
import { z } from 'zod'
import { connectingTransport } from './connecting-transport.ts'
import { identifier, realmName } from './identifiers.ts'
import { realmLimits } from './limits.ts'
import { atLeast, integer } from './numbers.ts'
import { strict, tolerant } from './objects.ts'
import { role } from './role.ts'
import { statistics } from './statistics.ts'
import { store } from './store.ts'
import { unique } from './unique.ts'

const realmOptions = strict({
  event_dispatching_chunk_size: atLeast(1).optional().describe('Serve this many receivers before others get a turn.'),
  uri_check: z.enum(['strict', 'loose']).default('loose').describe('Which characters a URI may have.'),
  enable_meta_api: z.boolean().default(true).describe('Offer wamp.session.* and the like.'),
  on_leave_arguments: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('Our addition: 1 sends `wamp.session.on_leave` with the session id only, as Crossbar does.'),
  authorizer_timeout: integer(100, 3_600_000, 'milliseconds')
    .optional()
    .describe('Our addition: how long an authorizer may take for one answer, in ms.'),
  bridge_meta_api: z.boolean().default(false).describe('Mirror meta events to the management realm.'),
}).describe('How this realm routes.')

const inventory = strict({
  type: z.literal('wamp.eth'),
  catalogs: z.array(z.unknown()),
}).describe('Catalogs of types that payloads are checked against.')

const forward = z.boolean().default(true)

const link = strict({
  id: identifier.optional(),
  realm: realmName.describe('The realm at the other router.'),
  transport: connectingTransport,
  authid: z.string().optional(),
  exclude_authid: z.array(z.string()).optional(),
  forward_local_events: forward,
  forward_remote_events: forward,
  forward_local_invocations: forward,
  forward_remote_invocations: forward,
})

/** An entry of `realms`. */
export const realm = tolerant(
  {
    name: realmName.describe('The name that clients ask for.'),
    id: identifier.optional(),
    roles: unique(z.array(role), ['name', 'id']).optional().describe('Who may do what in this realm.'),
    options: realmOptions.prefault({}),
    store: store.optional(),
    inventory: inventory.optional(),
    stats: statistics.optional(),
    rlinks: z.array(link).optional().describe('Links to the same realm at other routers.'),
    trace: z.unknown().optional(),
    limits: realmLimits.optional(),
  },
  { role: 'the list is called `roles`', uri_check: 'belongs inside `options`' },
).meta({ id: 'realm', description: 'A realm: sessions see each other within it only.' })
