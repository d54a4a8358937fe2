import type { Authentication } from '../authentication.ts'

/** By ticket (*Ticket-based Authentication*). It travels as it is: use it over TLS only. */
export const ticket = (authid: string, secret: string): Authentication => ({
  method: 'ticket',
  authid,
  challenge: () => secret,
})
