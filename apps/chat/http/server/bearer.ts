/** Who asks: the user whose token a request carries. */
import type { FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import { Refusal } from './refusal.ts'

/** The token of an Authorization header of the scheme Bearer. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]

export interface Caller {
  readonly user: string
  readonly token: string
}

/** Throws a `Refusal` (401) without a living token. */
export async function callerOf({ headers }: FastifyRequest, { tokens }: Services): Promise<Caller> {
  const token = bearerOf(headers.authorization)
  const user = token === undefined ? undefined : await tokens.userOf(token)
  if (token !== undefined && user !== undefined) return { user, token }
  const error =
    token === undefined
      ? "Log in first, and send the header 'authorization: Bearer <token>'."
      : 'This token is unknown, expired or revoked. Log in again.'
  throw new Refusal(401, { error }, { 'www-authenticate': 'Bearer' })
}

/** The same where logging in is not needed: undefined without the header. */
export async function optionalCaller(request: FastifyRequest, services: Services): Promise<Caller | undefined> {
  return request.headers.authorization === undefined ? undefined : callerOf(request, services)
}
