/** Sealing and opening of payloads: contents, results and errors, with a program's own sealer. */
import { WampError } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import { CallResult } from './call-result.ts'
import type { PassthruOptions } from './options.ts'

/** What a payload holds. */
export interface Content {
  readonly args: readonly unknown[]
  readonly kwargs?: object | undefined
}

/** The marks of a sealed payload, which every router and receiver can read. */
export interface Marks extends PassthruOptions {
  readonly pptScheme: string
}

/** A payload as one block of bytes, and its marks. */
export interface Sealed {
  readonly bytes: Uint8Array
  readonly marks: Marks
}

/** What a payload belongs to. Bind it to the bytes, or a router could pass off the payload of one topic for another's. */
export interface About {
  /** The topic of an event; the procedure of a call, and of its results and errors. */
  readonly uri: Uri
}

/** Makes bytes of contents, and contents of bytes. What it throws rejects the request, or goes to `onError`. */
export interface Sealer {
  seal(content: Content, about: About): Sealed | Promise<Sealed>
  open(sealed: Sealed, about: About): Content | Promise<Content>
}

/** True for the details of a payload that a sealer made. */
export const isSealed = ({ ppt_scheme }: Dict): boolean => typeof ppt_scheme === 'string' && ppt_scheme !== ''

/** A sealed payload, as requests take it. */
export interface Made {
  /** The bytes, as the only argument. */
  readonly args: readonly [Uint8Array]
  readonly marks: Marks
}

/** Applies a sealer. */
export class Opener {
  readonly #sealer: Sealer

  constructor(sealer: Sealer) {
    this.#sealer = sealer
  }

  async seal(content: Content, uri: Uri): Promise<Made> {
    const { bytes, marks } = await this.#sealer.seal(content, { uri })
    return { args: [bytes], marks }
  }

  /** Rejects with WampError `wampeter.error.not_sealed` for a payload without marks, or that is not one block of bytes. */
  async open(args: readonly unknown[], details: Dict, uri: Uri): Promise<Required<Content>> {
    const [bytes] = args
    if (!isSealed(details) || !(bytes instanceof Uint8Array))
      throw new WampError('wampeter.error.not_sealed', `a payload of ${uri} is not sealed`)
    const { args: own, kwargs = {} } = await this.#sealer.open({ bytes, marks: marksIn(details) }, { uri })
    return { args: own, kwargs }
  }

  async result<Value>({ args, details }: CallResult, uri: Uri): Promise<CallResult<Value>> {
    const content = await this.open(args, details, uri)
    return new CallResult<Value>(content.args, content.kwargs, details)
  }

  /** A result as a procedure returns it: one value, none, or a `CallResult`. */
  async sealResult(value: unknown, uri: Uri): Promise<CallResult> {
    const content = value instanceof CallResult ? value : { args: value === undefined ? [] : [value] }
    const { args, marks } = await this.seal(content, uri)
    return new CallResult(args, undefined, detailsOf(marks))
  }

  async sealError({ uri: error, args, kwargs }: WampError, uri: Uri): Promise<WampError> {
    const made = await this.seal({ args, kwargs }, uri)
    return new WampError(error, error, { args: made.args, details: detailsOf(made.marks) })
  }

  /** The error of a call: opened if it was sealed, else as it is, because it is the router's. */
  async error(error: unknown, uri: Uri): Promise<unknown> {
    if (!(error instanceof WampError) || !isSealed(error.details)) return error
    const { args, kwargs } = await this.open(error.args, error.details, uri)
    const text = typeof args[0] === 'string' ? args[0] : error.uri
    return new WampError(error.uri, text, { args, kwargs, details: error.details, cause: error })
  }
}

function marksIn({ ppt_scheme, ppt_serializer, ppt_cipher, ppt_keyid }: Dict): Marks {
  const marks = { pptSerializer: ppt_serializer, pptCipher: ppt_cipher, pptKeyid: ppt_keyid }
  const texts = Object.entries(marks).filter(([, text]) => typeof text === 'string')
  return { pptScheme: String(ppt_scheme), ...(Object.fromEntries(texts) as PassthruOptions) }
}

function detailsOf({ pptScheme, pptSerializer, pptCipher, pptKeyid }: Marks): Dict {
  const all = { ppt_scheme: pptScheme, ppt_serializer: pptSerializer, ppt_cipher: pptCipher, ppt_keyid: pptKeyid }
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== undefined))
}
