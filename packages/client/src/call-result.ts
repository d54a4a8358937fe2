import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, Payload } from '@wampeter/protocol'

/** What a call brought. A procedure that wants to return several values, or named ones, returns one of these too. */
export class CallResult<Value = unknown> {
  readonly args: readonly unknown[]
  readonly kwargs: Dict
  /** Of a received result: `RESULT.Details`. Of a returned one, the `ppt_…` keys are sent with it. */
  readonly details: Dict

  constructor(args: readonly unknown[] = [], kwargs: object = EMPTY_DICT, details = EMPTY_DICT) {
    this.args = args
    this.kwargs = kwargs as Dict
    this.details = details
  }

  /** The first positional value: what most procedures return. */
  get value(): Value {
    return this.args[0] as Value
  }
}

export function resultOf<Value>({ payload, details }: { payload: Payload; details: Dict }): CallResult<Value> {
  const { args, kwargs } = payload.values()
  return new CallResult(args, kwargs, details)
}
