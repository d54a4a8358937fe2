import { codeOf, WampError } from '@wampeter/protocol'
import type { Id, MessageKind, RouterMessage } from '@wampeter/protocol'
import { nextId } from '../realm/ids.ts'

type Answer = Extract<RouterMessage, { readonly request: Id | 0 }>

interface Waiting {
  readonly requestType: number
  readonly kind: RouterMessage['kind']
  resolve(message: Answer): void
  reject(error: WampError): void
}

/** Requests of one session that wait for their answers. */
export class PendingRequests {
  readonly #waiting = new Map<Id, Waiting>()
  #last: Id | 0 = 0

  next(): Id {
    this.#last = nextId(this.#last)
    return this.#last
  }

  /** Resolves with the answer of the given kind, after `onAnswer` has seen it; rejects with the ERROR that came instead. */
  expect<Kind extends RouterMessage['kind']>(
    { kind: asked, request }: { readonly kind: MessageKind; readonly request: Id },
    kind: Kind,
    onAnswer: (answer: Extract<RouterMessage, { kind: Kind }>) => void,
  ): Promise<Extract<RouterMessage, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      const answered = (message: Answer): void => {
        const answer = message as Extract<RouterMessage, { kind: Kind }>
        onAnswer(answer)
        resolve(answer)
      }
      this.#waiting.set(request, { requestType: codeOf(asked), kind, resolve: answered, reject })
    })
  }

  settle(message: RouterMessage): void {
    if (!('request' in message)) return
    const waiting = this.#waiting.get(message.request)
    if (waiting === undefined) return
    if (message.kind === 'ERROR') {
      if (message.requestType !== waiting.requestType) return
      const { args, kwargs } = message.payload.values()
      waiting.reject(new WampError(message.error, String(args[0] ?? message.error), { args, kwargs }))
    } else if (message.kind === waiting.kind) {
      waiting.resolve(message)
    } else {
      return
    }
    this.#waiting.delete(message.request)
  }

  failAll(error: WampError): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(error)
  }
}
