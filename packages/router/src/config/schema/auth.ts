/** Who may log in at a transport, by method and by the source of the decision: the config or a procedure. */
import { z } from 'zod'
import {
  anonymousStatic,
  cryptosignStatic,
  scramStatic,
  ticketStatic,
  tlsStatic,
  wampcraStatic,
} from './auth-static.ts'
import { realmName, roleName, strictUri } from './identifiers.ts'
import { integer } from './numbers.ts'
import { strict, tolerant } from './objects.ts'

/** A procedure decides. Unknown keys are accepted, as in Crossbar. */
const dynamic = tolerant({
  type: z.literal('dynamic'),
  authenticator: strictUri.describe('The procedure that decides about a login.'),
  'authenticator-realm': realmName
    .optional()
    .describe('The realm where it is registered; else the one that the client asks for.'),
  'authenticator-role': roleName.optional().describe('The role in which it is called.'),
  timeout: integer(100, 3_600_000, 'milliseconds')
    .optional()
    .describe('Our addition: how long the procedure may take for one answer, in ms.'),
  'default-role': roleName.optional().describe('The role of a login whose answer names none.'),
  'allow-trusted': z
    .boolean()
    .optional()
    .describe('Our addition: the answer may give the role `trusted`, which may do everything. Default: false.'),
})

/** A Python function decides. */
const pythonFunction = strict({
  type: z.literal('function'),
  create: z.string().describe('A Python function, as module.name.'),
  config: z.unknown().optional(),
  expose_controller: z.boolean().optional(),
})

const method = <
  Static extends
    | typeof ticketStatic
    | typeof wampcraStatic
    | typeof scramStatic
    | typeof cryptosignStatic
    | typeof tlsStatic,
>(
  listed: Static,
) => z.discriminatedUnion('type', [listed, dynamic, pythonFunction])

const proxy = tolerant({ type: z.literal('static') })

/**
 * `auth` of a transport. Without it every client is `anonymous`. With it a client may be `anonymous` only where
 * `anonymous` is listed.
 */
export const auth = strict(
  {
    anonymous: z.discriminatedUnion('type', [anonymousStatic, dynamic]).optional().describe('No login at all.'),
    ticket: method(ticketStatic).optional().describe('A password, sent as it is: use TLS.'),
    wampcra: method(wampcraStatic).optional().describe('A password, proved by a signature (WAMP-CRA).'),
    scram: method(scramStatic).optional().describe('A password, proved both ways (WAMP-SCRAM).'),
    cryptosign: method(cryptosignStatic).optional().describe('A key pair (WAMP-cryptosign).'),
    tls: method(tlsStatic).optional().describe('A client certificate.'),
    cookie: z.unknown().optional().describe('A cookie that logged in before.'),
    'anonymous-proxy': proxy.optional(),
    'cryptosign-proxy': proxy.optional(),
  },
  {
    type: 'each method has its own `type`: {"ticket": {"type": "static", …}}',
    principals: 'logins belong inside a method: {"ticket": {"type": "static", "principals": {…}}}',
    users: 'logins belong inside a method: {"wampcra": {"type": "static", "users": {…}}}',
    cra: 'this method is called `wampcra`',
    'wamp-cra': 'this method is called `wampcra`',
  },
).meta({
  id: 'auth',
  description: 'Who may log in. Absent: every client, with the role anonymous. Present: only the methods listed.',
})
