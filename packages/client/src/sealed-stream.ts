/** A call in parts whose payloads are sealed. */
import type { Uri } from '@wampeter/protocol'
import { AsyncBuffer } from './async-buffer.ts'
import type { CallResult } from './call-result.ts'
import type { CallStream } from './call-stream.ts'
import type { Content, Made, Marks, Opener } from './sealed-content.ts'

/** What is called, and how its payloads are sealed. */
export interface SealedRequest {
  readonly procedure: Uri
  readonly opener: Opener
  readonly hasInput: boolean
  readonly bufferLimit: number
}

/** A stream that the client has begun, and the marks of its first part. */
export interface Begun {
  readonly stream: CallStream
  readonly marks: Marks
}

/** Opens the parts of a result, and seals the parts of an input, in their order. */
export class SealedStream<Value> extends AsyncBuffer<CallResult<Value>> implements CallStream<Value> {
  readonly result: Promise<CallResult<Value>>
  readonly #request: SealedRequest
  readonly #begun: Promise<Begun>
  #hasInput: boolean
  /** Resolves when all parts so far are sent. */
  #sent: Promise<unknown> = Promise.resolve()

  constructor(request: SealedRequest, begun: Promise<Begun>) {
    super(request.bufferLimit, () => this.#leave())
    this.#request = request
    this.#begun = begun
    this.#hasInput = request.hasInput
    this.result = this.#opened()
    this.result.catch(() => {}) // the loop throws it, too
  }

  send(args?: readonly unknown[], kwargs?: object): void {
    this.#send({ args: args ?? [], kwargs }, false)
  }

  end(args?: readonly unknown[], kwargs?: object): void {
    this.#send({ args: args ?? [], kwargs }, true)
  }

  #send(content: Content, isLast: boolean): void {
    if (!this.#hasInput) throw new TypeError('this call takes no further input')
    this.#hasInput = !isLast
    const { opener, procedure } = this.#request
    const made = opener.seal(content, procedure)
    this.#sent = Promise.all([made, this.#begun, this.#sent]).then(([own, begun]) => passOn(own, begun, isLast))
    this.#sent.catch((error: unknown) => {
      this.finish(error)
      this.#leave()
    })
  }

  async #opened(): Promise<CallResult<Value>> {
    const { opener, procedure } = this.#request
    try {
      const { stream } = await this.#begun
      for await (const part of stream) this.push(await opener.result(part, procedure))
      const result = await opener.result<Value>(await stream.result, procedure)
      this.finish()
      return result
    } catch (error) {
      const own = await opener.error(error, procedure)
      this.finish(own)
      throw own
    }
  }

  /** Cancels the call. */
  #leave(): void {
    this.#begun.then(
      ({ stream }) => stream.return?.(),
      () => {},
    )
  }
}

/** The marks of a call are sent with its first part, and hold for all of them. */
function passOn({ args, marks }: Made, { stream, marks: first }: Begun, isLast: boolean): void {
  if (JSON.stringify(marks) !== JSON.stringify(first))
    throw new TypeError('the parts of an input must all be sealed with the marks of the first')
  if (isLast) stream.end(args)
  else stream.send(args)
}
