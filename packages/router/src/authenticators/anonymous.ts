import type { Authenticator } from '../session/authenticator.ts'
import type { AnonymousOptions } from '../session/options.ts'

/** Lets everybody in with one role. What the client wants to be called is ignored. */
export const anonymous = ({ role, authid }: AnonymousOptions, randomAuthid: () => string): Authenticator => ({
  method: 'anonymous',
  begin: () => ({
    kind: 'accepted',
    principal: { authid: authid ?? randomAuthid(), authrole: role, authprovider: 'static' },
  }),
})
