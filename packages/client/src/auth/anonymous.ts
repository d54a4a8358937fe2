import type { Authentication } from '../authentication.ts'

/** Nobody in particular. `authid` is only a wish. */
export const anonymous = (authid?: string): Authentication => ({ method: 'anonymous', authid })
