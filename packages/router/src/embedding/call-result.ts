import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'

/** What a call brought. A procedure that wants several values, or named ones, returns one too. */
export class CallResult {
  readonly args: readonly unknown[]
  readonly kwargs: Dict

  constructor(args: readonly unknown[] = [], kwargs: Dict = EMPTY_DICT) {
    this.args = args
    this.kwargs = kwargs
  }

  /** The first positional value: what most procedures return. */
  get value(): unknown {
    return this.args[0]
  }
}
