/** Ours: forgetting what authorizers have said, when the app knows that it has changed. */
import type { MetaProcedures } from './meta-procedure.ts'
import { found } from './session-procedures.ts'
import type { Peers } from './session-procedures.ts'

/** `wampeter.permissions.forget([session?])` returns how many cached answers were forgotten; of all sessions, or of one. */
export const permissionProcedures = (peers: Peers): MetaProcedures => ({
  'wampeter.permissions.forget': ({ given }) => {
    const one = given.optionalId(0, 'session')
    const asked = one === undefined ? [...peers.values()] : [found(peers, one)]
    return { args: [asked.reduce((sum, { authorizer }) => sum + (authorizer?.forget() ?? 0), 0)] }
  },
})
