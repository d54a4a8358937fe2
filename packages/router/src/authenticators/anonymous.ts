import type { Authenticator } from '../session/authenticator.ts'
import type { AnonymousOptions } from '../session/options.ts'

/** Accepts every client, with one role. The authid that the client asks for is ignored. */
export const anonymous = ({ role, authid }: AnonymousOptions, randomAuthid: () => string): Authenticator => ({
  method: 'anonymous',
  begin: () => ({
    kind: 'accepted',
    principal: { authid: authid ?? randomAuthid(), authrole: role, authprovider: 'static' },
  }),
})
