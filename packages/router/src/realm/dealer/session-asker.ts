/** A session as a caller: it gets RESULT and ERROR messages. */
import { codeOf, EMPTY_DICT, PROGRESS_DICT } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Asker } from '../peer.ts'

const CALL_CODE = codeOf('CALL')

/** One object serves all sessions: the pending call names the caller. */
export const SESSION_ASKER: Asker = {
  takesPassthru: ({ caller }) => caller.features.has('caller.payload_passthru_mode'),
  result: ({ caller, request }, { details, payload }) => [
    deliver([caller], { kind: 'RESULT', request, details, payload }),
  ],
  progress: ({ caller, request }, { details, payload }) => [
    deliver([caller], { kind: 'RESULT', request, details: progressive(details), payload }),
  ],
  error: ({ caller, request }, { error, details, payload }) => [
    deliver([caller], { kind: 'ERROR', requestType: CALL_CODE, request, details, error, payload }),
  ],
}

const progressive = (details: Dict): Dict => (details === EMPTY_DICT ? PROGRESS_DICT : { ...details, progress: true })
