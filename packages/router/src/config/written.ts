/** The types of configs that are written in TypeScript: a misspelt key does not compile. */
import type { z } from 'zod'
import type { Frozen } from './frozen.ts'
import type { auth } from './schema/auth.ts'
import type { node } from './schema/node.ts'
import type { role } from './schema/role.ts'
import type { endpointLimits } from './schema/limits.ts'
import type { websocketKeys } from './schema/websocket-transport.ts'

/**
 * What `config.json` may hold. A value from elsewhere (`JSON.parse` returns `unknown`) goes through `checkConfig`,
 * which reports all its problems.
 */
export interface Config extends Frozen<z.input<typeof node>> {}

/** One of the roles of a realm. */
export interface RoleConfig extends Frozen<z.input<typeof role>> {}

/** Who may log in over a transport, by method. */
export interface AuthConfig extends Frozen<z.input<typeof auth>> {}

/** What a `websocket` path may hold, besides its type. Without `auth` every client gets in as `anonymous`. */
export interface WebSocketPath extends Frozen<z.input<z.ZodObject<typeof websocketKeys>>> {}

/** The same for a path of an embedding program's HTTP server, with the limits of its connections. */
export interface AttachedPath extends WebSocketPath {
  readonly endpoint?: { readonly limits?: Frozen<z.input<typeof endpointLimits>> }
}
