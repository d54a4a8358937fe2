/** Makes the details of an INVOCATION. */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, InvocationDetails } from '@wampeter/protocol'
import type { Answerer, Registration } from '../peer.ts'
import type { AdmittedCall } from './admitted-call.ts'

/** The details of an INVOCATION (*Calling and Invocations*). */
export function invocationDetails(
  admitted: AdmittedCall,
  registration: Registration,
  answerer: Answerer,
): InvocationDetails & Dict {
  const { isDisclosed, passthru, receivesProgress, hasMoreParts, timeoutMs } = admitted
  const isPlain = registration.match === 'exact' && !receivesProgress && !hasMoreParts && timeoutMs === 0
  if (isPlain && !isDisclosed && !answerer.disclosesCaller) return passthru ?? EMPTY_DICT
  return {
    ...lastingDetails(admitted, registration, answerer),
    ...(hasMoreParts && { progress: true }),
    ...(timeoutMs > 0 && answerer.mindsTimeout && { timeout: timeoutMs }),
    ...passthru,
  }
}

/** The details that the INVOCATION of each part of a call has (*Progressive Call Invocations*). */
export function lastingDetails(
  { caller, isDisclosed, procedure, receivesProgress }: AdmittedCall,
  registration: Registration,
  answerer: Answerer,
): InvocationDetails & Dict {
  return {
    ...((isDisclosed || answerer.disclosesCaller) && {
      ...{ caller: caller.session, caller_authid: caller.authid, caller_authrole: caller.authrole },
    }),
    ...(registration.match !== 'exact' && { procedure }),
    ...(receivesProgress && answerer.takesProgress && { receive_progress: true }),
  }
}
