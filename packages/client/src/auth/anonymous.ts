import type { Authentication } from '../authentication.ts'

/** Without a proof of identity. `authid` is only a wish. */
export const anonymous = (authid?: string): Authentication => ({ method: 'anonymous', authid })
