/** Who may log in. */
import type { z } from 'zod'
import { DEFAULT_AUTHENTICATOR_TIMEOUT_MS } from '../../session/options.ts'
import type {
  AnonymousOptions,
  AuthOptions,
  CryptosignPrincipal,
  DynamicOptions,
  TicketPrincipal,
  WampcraSalt,
  WampcraUser,
} from '../../session/options.ts'
import type { Frozen } from '../frozen.ts'
import type { auth as authSchema } from '../schema/auth.ts'

type Auth = Frozen<z.output<typeof authSchema>>
type User =
  Extract<NonNullable<Auth['wampcra']>, { type: 'static' }>['users'] extends ReadonlyMap<string, infer One>
    ? One
    : never

/** The options of `auth`. Without `auth` every client is anonymous. A login without a role is left out. */
export function translateAuth(auth: Auth | undefined): AuthOptions {
  if (auth === undefined) return { anonymous: { role: 'anonymous' } }
  return {
    ...(auth.anonymous?.type === 'static' && { anonymous: anonymous(auth.anonymous) }),
    ...(auth.anonymous?.type === 'dynamic' && { anonymous: dynamic(auth.anonymous) }),
    ...(auth.ticket?.type === 'static' && { ticket: tickets(auth.ticket.principals) }),
    ...(auth.ticket?.type === 'dynamic' && { ticket: dynamic(auth.ticket) }),
    ...(auth.wampcra?.type === 'static' && { wampcra: users(auth.wampcra.users) }),
    ...(auth.wampcra?.type === 'dynamic' && { wampcra: dynamic(auth.wampcra) }),
    ...(auth.cryptosign?.type === 'static' && { cryptosign: keys(auth.cryptosign.principals) }),
    ...(auth.cryptosign?.type === 'dynamic' && { cryptosign: dynamic(auth.cryptosign) }),
  }
}

const anonymous = ({ role, authid }: Extract<Auth['anonymous'], { type: 'static' }>): AnonymousOptions => ({
  role,
  ...(authid !== undefined && { authid }),
})

const dynamic = (options: Extract<Auth['anonymous'], { type: 'dynamic' }>): DynamicOptions => ({
  authenticator: options.authenticator,
  timeoutMs: options.timeout ?? DEFAULT_AUTHENTICATOR_TIMEOUT_MS,
  allowsTrusted: options['allow-trusted'] ?? false,
  ...(options['authenticator-realm'] !== undefined && { authenticatorRealm: options['authenticator-realm'] }),
  ...(options['default-role'] !== undefined && { defaultRole: options['default-role'] }),
})

type Keys = Extract<NonNullable<Auth['cryptosign']>, { type: 'static' }>['principals']

function keys(principals: Keys = new Map()): ReadonlyMap<string, CryptosignPrincipal> {
  const usable = [...principals].flatMap(([authid, principal]): [string, CryptosignPrincipal][] => {
    const publicKeys = principal.authorized_keys.map((key) => key.toLowerCase())
    return principal.role === undefined ? [] : [[authid, { publicKeys, role: principal.role }]]
  })
  return new Map(usable)
}

type Tickets = Extract<NonNullable<Auth['ticket']>, { type: 'static' }>['principals']

function tickets(principals: Tickets): ReadonlyMap<string, TicketPrincipal> {
  const usable = [...principals].flatMap(([authid, { ticket, role }]): [string, TicketPrincipal][] =>
    role === undefined ? [] : [[authid, { ticket, role }]],
  )
  return new Map(usable)
}

function users(listed: ReadonlyMap<string, User>): ReadonlyMap<string, WampcraUser> {
  const usable = [...listed].flatMap(([authid, user]): [string, WampcraUser][] => {
    const { secret, role } = user
    return role === undefined ? [] : [[authid, { secret, role, ...salting(user) }]]
  })
  return new Map(usable)
}

/** Where iterations and key length are absent, they have the values that Crossbar used for a long time. */
function salting({ salt, iterations = 1000, keylen = 32, derive = false }: User): { readonly salt?: WampcraSalt } {
  return salt === undefined ? {} : { salt: { salt, iterations, keylen, derive } }
}
