/** Which routes each port has. */
import type { RouteGroup } from '../server/server.ts'
import { access } from './access.ts'
import { auth } from './auth.ts'
import { broadcast } from './broadcast.ts'
import { changes } from './changes.ts'
import { docs } from './docs.ts'
import { greeting } from './greeting.ts'
import { health, metrics } from './health.ts'
import { history } from './history.ts'
import { ice } from './ice.ts'
import { logIn } from './log-in.ts'
import { members } from './members.ts'
import { refused } from './refused.ts'
import { threads } from './threads.ts'
import { users } from './users.ts'

const everywhere = [docs, health]
const everyPublicPort = [...everywhere, refused]
const everyInternalPort = [...everywhere, metrics]

export const ROUTES = {
  public4: [greeting(4), users, logIn, ...everyPublicPort],
  public5: [greeting(5), threads, members, history, ice, ...everyPublicPort],
  public6: [greeting(6), broadcast, ...everyPublicPort],
  internal4: [auth, changes, ...everyInternalPort],
  internal5: [access, ...everyInternalPort],
} satisfies Readonly<Record<string, readonly RouteGroup[]>>
