import type { Peer } from '../realm/peer.ts'
import type { ServiceOptions } from '../web-services/options.ts'
import type { Authentication } from './authentication.ts'
import type { Mounted } from './mounting.ts'

/** The paths where sessions may come in now, and their log-ins. */
export interface Entrances {
  readonly places: readonly Pick<Mounted, 'settings' | 'options'>[]
  readonly authentication: Pick<Authentication, 'stillAdmits'>
}

/** Ends each session whose transport is gone, or whose user the transport would not accept any more. */
export function endStrangers(peers: readonly Peer[], { places, authentication }: Entrances): void {
  const known = new Map<object, ServiceOptions>()
  for (const { settings, options } of places) if (settings !== undefined) known.set(settings, options)
  for (const peer of peers) {
    if (peer.settings === undefined) continue
    const options = known.get(peer.settings)
    if (options?.type !== 'websocket')
      peer.outlet.end('wamp.close.system_shutdown', 'the transport of this session was removed from the config')
    else if (!authentication.stillAdmits(options.auth, peer.identity))
      peer.outlet.end('wamp.close.killed', 'the config does not let this user in any more')
  }
}
