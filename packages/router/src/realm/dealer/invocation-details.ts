/** Makes the details of an INVOCATION. */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, InvocationDetails } from '@wampeter/protocol'
import type { Answerer, Registration } from '../peer.ts'
import type { AdmittedCall } from './admitted-call.ts'

/** The details of an INVOCATION (*Calling and Invocations*). */
export function invocationDetails(
  { caller, isDisclosed, passthru, procedure, receivesProgress, hasMoreParts, timeoutMs }: AdmittedCall,
  registration: Registration,
  answerer: Answerer,
): InvocationDetails & Dict {
  const isShown = isDisclosed || answerer.disclosesCaller
  const isPlain = registration.match === 'exact' && !receivesProgress && !hasMoreParts && timeoutMs === 0
  if (isPlain && !isShown) return passthru ?? EMPTY_DICT
  return {
    ...(isShown && { caller: caller.session, caller_authid: caller.authid, caller_authrole: caller.authrole }),
    ...(registration.match !== 'exact' && { procedure }),
    ...(receivesProgress && answerer.takesProgress && { receive_progress: true }),
    ...(hasMoreParts && { progress: true }),
    ...(timeoutMs > 0 && answerer.mindsTimeout && { timeout: timeoutMs }),
    ...passthru,
  }
}
