/** Who may log in. */
import type { z } from 'zod'
import type { AnonymousOptions, AuthOptions, TicketPrincipal, WampcraSalt, WampcraUser } from '../../session/options.ts'
import type { Frozen } from '../frozen.ts'
import type { auth as authSchema } from '../schema/auth.ts'

type Auth = Frozen<z.output<typeof authSchema>>
type User =
  Extract<NonNullable<Auth['wampcra']>, { type: 'static' }>['users'] extends ReadonlyMap<string, infer One>
    ? One
    : never

/** The options of `auth`. No `auth` at all means that everybody is anonymous; a login without a role is left out. */
export function translateAuth(auth: Auth | undefined): AuthOptions {
  if (auth === undefined) return { anonymous: { role: 'anonymous' } }
  return {
    ...(auth.anonymous?.type === 'static' && { anonymous: anonymous(auth.anonymous) }),
    ...(auth.ticket?.type === 'static' && { ticket: tickets(auth.ticket.principals) }),
    ...(auth.wampcra?.type === 'static' && { wampcra: users(auth.wampcra.users) }),
  }
}

const anonymous = ({ role, authid }: Extract<Auth['anonymous'], { type: 'static' }>): AnonymousOptions => ({
  role,
  ...(authid !== undefined && { authid }),
})

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

/** Rounds and length default to what Crossbar long took where they are absent. */
function salting({ salt, iterations = 1000, keylen = 32, derive = false }: User): { readonly salt?: WampcraSalt } {
  return salt === undefined ? {} : { salt: { salt, iterations, keylen, derive } }
}
