/**
 * A procedure of Wampeter's own: forgets cached answers of authorizers, for an app that has changed its permissions.
 */
import type { ReadonlyPeers } from '../peers.ts'
import type { MetaProcedures } from './meta-procedure.ts'
import { found } from './session-procedures.ts'

/**
 * `wampeter.permissions.forget([session?])` forgets the cached answers of one session or of all, and returns their
 * number.
 */
export const permissionProcedures = (peers: ReadonlyPeers): MetaProcedures => ({
  'wampeter.permissions.forget': ({ given }) => {
    const one = given.optionalId(0, 'session')
    const asked = one === undefined ? peers.values() : [found(peers, one)]
    return { args: [asked.reduce((sum, { authorizer }) => sum + (authorizer?.forget() ?? 0), 0)] }
  },
})
