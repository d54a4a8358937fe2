/** The callee's side of a sealed call: its input is opened, and its results are sealed. */
import { WampError } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import { CallResult } from './call-result.ts'
import type { IncomingCall } from './handlers.ts'
import { isSealed } from './sealed-content.ts'
import type { Opener } from './sealed-content.ts'

/** The call that a sealed procedure is answering. */
export class SealedCall implements IncomingCall {
  readonly signal: AbortSignal
  readonly input: AsyncIterable<CallResult>
  readonly #call: IncomingCall
  readonly #opener: Opener
  readonly #about: Uri
  /** Resolves when all parts so far are sent. */
  parts: Promise<unknown> = Promise.resolve()

  constructor(call: IncomingCall, opener: Opener, { details, about }: { details: Dict; about: Uri }) {
    this.#call = call
    this.#opener = opener
    this.#about = about
    this.signal = call.signal
    this.input = openedInput(call.input, (part) =>
      opener.result(isSealed(part.details) ? part : new CallResult(part.args, part.kwargs, details), about),
    )
  }

  /** A property, because procedures take it out of the call. */
  readonly progress = (args?: readonly unknown[], kwargs?: object): void => {
    const made = this.#opener.sealResult(new CallResult(args, kwargs), this.#about)
    this.parts = Promise.all([made, this.parts]).then(([{ args: bytes, details }]) =>
      this.#call.progress(bytes, undefined, details),
    )
    this.parts.catch(() => {}) // the procedure awaits it before it answers
  }
}

/** Further parts of an input may come without marks, because some routers pass on only those of the first part. */
async function* openedInput(
  input: AsyncIterable<CallResult>,
  opened: (part: CallResult) => Promise<CallResult>,
): AsyncIterable<CallResult> {
  for await (const part of input) yield await opened(part)
}

/** Seals the parts that a procedure yields, and what it returns. */
export async function* sealedParts(
  parts: AsyncGenerator<unknown>,
  opener: Opener,
  about: Uri,
): AsyncGenerator<unknown> {
  try {
    for (;;) {
      const { value, done } = await parts.next()
      const made = await opener.sealResult(value, about)
      if (done === true) return made
      yield made
    }
  } catch (error) {
    throw error instanceof WampError ? await opener.sealError(error, about) : error
  } finally {
    await parts.return(undefined)
  }
}

export const isGenerator = (value: unknown): value is AsyncGenerator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
