/** Python components, inside a router worker or in a container of their own. */
import { z } from 'zod'
import { auth } from './auth.ts'
import { connectingTransport } from './connecting-transport.ts'
import { identifier, realmName, roleName } from './identifiers.ts'
import { strict } from './objects.ts'

const callback = z.string().optional()

const callbacks = strict({
  join: callback,
  leave: callback,
  connect: callback,
  disconnect: callback,
}).optional()

const classname = z.string().describe('A Python class, as module.Name.')

const extra = z.unknown().optional().describe('Any value that the component needs.')

const byRole = {
  id: identifier.optional(),
  realm: realmName,
  role: roleName.default('anonymous'),
  extra,
}

/** A component that lives inside a router worker. */
export const routerComponent = z.discriminatedUnion('type', [
  strict({
    type: z.literal('class'),
    ...byRole,
    classname,
    references: z.array(z.string()).optional(),
  }),
  strict({ type: z.literal('function'), ...byRole, callbacks }),
])

const noRole = {
  role: 'a component in a container has no `role`: it logs in like any client and gets its role there',
}

const byTransport = {
  id: identifier.optional(),
  realm: realmName,
  transport: connectingTransport,
  extra,
}

/** A component that lives in a container and connects like a client. */
export const containerComponent = z.discriminatedUnion('type', [
  strict({ type: z.literal('class'), ...byTransport, classname }, noRole),
  strict({ type: z.literal('function'), ...byTransport, callbacks, auth }, noRole),
])
