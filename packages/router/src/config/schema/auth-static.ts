/** Logins that are listed in the config, one schema per method. */
import { z } from 'zod'
import { hexadecimal, realmName, roleName, secret } from './identifiers.ts'
import { atLeast, integer } from './numbers.ts'
import { dictionary, member, rule, strict, tolerant, type Fault } from './objects.ts'

const type = z.literal('static')
const role = roleName.optional().describe('The role that the login gets in the realm.')

/** Anybody, without a login. */
export const anonymousStatic = strict({
  type,
  role: roleName.default('anonymous').describe('The role of clients that do not log in.'),
  authid: z.string().optional().describe('The authid of these clients; random where absent.'),
  realm: realmName.optional().describe('Accepted and ignored, as in Crossbar.'),
})

const ticketPrincipal = strict(
  { ticket: secret, role },
  { secret: 'under `ticket` the password is called `ticket` (`secret` belongs to wampcra)' },
)

/** A password that travels as it is. */
export const ticketStatic = strict(
  { type, principals: dictionary(ticketPrincipal).describe('Who may log in, by authid.') },
  {
    users:
      '`ticket` lists its logins under `principals`, each with a `ticket` (`users` and `secret` belong to wampcra)',
  },
)

const wampcraUser = rule(
  strict(
    {
      secret: secret.describe(
        'The password, or "${NAME}" to take it from the environment; with a salt the derived key, see `derive`.',
      ),
      role,
      salt: z.string().min(1, { error: 'expected a salt' }).optional().describe('Salt of a derived key.'),
      iterations: integer(1, 10_000_000).optional().describe('PBKDF2 rounds; 1000 where absent.'),
      keylen: integer(8, 512, 'bytes').optional().describe('Bytes of the derived key; 32 where absent.'),
      derive: z
        .boolean()
        .optional()
        .describe('Our addition: `secret` is the plain password, and the router derives the key with the salt.'),
    },
    { ticket: 'under `wampcra` the password is called `secret` (`ticket` belongs to ticket)' },
  ),
  saltIsComplete,
)

/** A password that is proved by a signature and never travels. */
export const wampcraStatic = strict(
  { type, users: dictionary(wampcraUser).describe('Who may log in, by authid.') },
  {
    principals:
      '`wampcra` lists its logins under `users`, each with a `secret` (`principals` and `ticket` belong to ticket)',
  },
)

function saltIsComplete(value: unknown, fault: Fault): void {
  if (member(value, 'salt') !== undefined) return
  for (const key of ['iterations', 'keylen', 'derive']) {
    if (member(value, key) !== undefined) fault(`has no effect without a \`salt\`: add one or remove \`${key}\``, [key])
  }
}

const scramPrincipal = strict({
  kdf: z.enum(['argon2id-13', 'pbkdf2']),
  iterations: atLeast(1),
  memory: atLeast(0),
  salt: hexadecimal,
  'stored-key': hexadecimal,
  'server-key': hexadecimal,
  role,
})

/** SCRAM: as WAMP-CRA, and the router proves itself too. */
export const scramStatic = strict(
  { type, principals: dictionary(scramPrincipal).describe('Who may log in, by authid.') },
  { users: '`scram` lists its logins under `principals` (`users` belongs to wampcra)' },
)

const publicKey = hexadecimal.length(64, { error: 'expected a public key: 64 hexadecimal digits' })

const cryptosignPrincipal = strict({
  authorized_keys: z.array(publicKey).describe('Public keys that may log in as this authid.'),
  role,
  realm: realmName.optional(),
})

/** A signature with a private key that only the client has. */
export const cryptosignStatic = rule(
  strict(
    {
      type,
      principals: dictionary(cryptosignPrincipal).optional().describe('Who may log in, by authid.'),
      trustroots: z.unknown().optional(),
    },
    { users: '`cryptosign` lists its logins under `principals` (`users` belongs to wampcra)' },
  ),
  (value, fault) => {
    const both = [member(value, 'principals'), member(value, 'trustroots')].filter((one) => one !== undefined).length
    if (both === 2) fault('has both `principals` and `trustroots`: keep one of them')
    if (both === 0) fault('missing; cryptosign needs `principals` (or `trustroots`)', ['principals'])
  },
)

const tlsPrincipal = tolerant({ 'certificate-sha1': z.string().optional(), role })

/** The certificate that the client showed. */
export const tlsStatic = strict({ type, principals: dictionary(tlsPrincipal) })
