/** Autobahn-JS's connection: opens a session, and another one after a loss. The page does the rest in `onopen`. */
import { clientJson } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import type { Answer, Authentication } from '../authentication.ts'
import { systemEnvironment } from '../environment.ts'
import type { Environment } from '../environment.ts'
import { ERROR } from '../errors.ts'
import { Connection as ClientConnection } from '../connection.ts'
import type { Ending } from '../refusal.ts'
import { websocket } from '#websocket'
import type { FrameSink, Target, TransportFactory } from '../transports/transport.ts'
import { defer } from './deferred.ts'
import { hearingGoodbye } from './goodbye.ts'
import { Session } from './session.ts'

type Challenge = (session: Session, method: string, extra: Dict) => unknown

/** As for Autobahn-JS; delays are seconds. What is not here is ignored. */
export interface ConnectionOptions {
  readonly url?: string
  readonly realm: Uri
  readonly transports?: readonly { readonly type?: string; readonly url?: string }[]
  readonly authmethods?: readonly string[]
  readonly authid?: string
  /** Promises among its values are awaited. */
  readonly authextra?: Dict
  readonly onchallenge?: Challenge
  /** Default 15; -1: for ever. */
  readonly max_retries?: number
  readonly initial_retry_delay?: number
  readonly max_retry_delay?: number
  readonly retry_delay_growth?: number
  readonly retry_delay_jitter?: number
  readonly retry_if_unreachable?: boolean
  readonly on_user_error?: (error: unknown, message?: string) => void
  /** Ours, for tests. */
  readonly transport?: TransportFactory
  readonly environment?: Environment
}

/** What `onclose` is told. */
export interface CloseDetails {
  readonly reason: Uri | null
  readonly message: string | null
  readonly retry_delay: number | null
  readonly retry_count: number | null
  readonly will_retry: boolean
}

/** Opens sessions, one after the other, until it is closed. */
export class Connection {
  onopen: ((session: Session, details: Dict) => void) | undefined
  /** Returning true ends the retrying. */
  onclose: ((reason: string, details: CloseDetails) => unknown) | undefined
  readonly defer = defer
  readonly #options: ConnectionOptions
  readonly #environment: Environment
  #connection: ClientConnection | undefined
  #session: Session | null = null
  #hasSucceeded = false
  #retries = 0
  #delay = 0
  #wantsRetry = false
  #cancelRetry: (() => void) | undefined

  constructor(options: ConnectionOptions) {
    const report = (error: unknown): void => options.on_user_error?.(error)
    this.#options = options
    this.#environment = {
      ...systemEnvironment,
      ...options.environment,
      ...(options.on_user_error === undefined ? {} : { report }),
    }
  }

  get session(): Session | null {
    return this.#session
  }

  get isOpen(): boolean {
    return this.#session?.isOpen === true
  }

  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  get isRetrying(): boolean {
    return this.#cancelRetry !== undefined
  }

  get transport(): unknown {
    return { info: { type: 'websocket', url: this.#url, protocol: 'wamp.2.json' } }
  }

  open(): void {
    if (this.#connection !== undefined) throw 'connection already open (or opening)'
    this.#wantsRetry = true
    this.#resetRetries()
    this.#connect()
  }

  close(reason: Uri = ERROR.closed, message = ''): void {
    if (this.#connection === undefined && !this.isRetrying) throw 'connection already closed'
    this.#wantsRetry = false
    this.#resetRetries()
    this.#connection?.leave({ reason, message, retry: 'never' })
  }

  get #url(): string {
    const { url, transports } = this.#options
    const found = transports?.find((each) => each.type === undefined || each.type === 'websocket')?.url ?? url
    return found ?? ''
  }

  #resetRetries(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#retries = 0
    this.#delay = this.#options.initial_retry_delay ?? 1.5
  }

  #connect(): void {
    this.#cancelRetry = undefined
    const { realm, transport = websocket } = this.#options
    const session = new Session(realm, {
      report: this.#environment.report,
      leave: (reason, message) => {
        this.#wantsRetry = false
        this.#connection?.leave({ reason, message, retry: 'never' })
      },
    })
    this.#session = session
    let goodbye: Ending | undefined
    const settings = {
      realm,
      auth: this.#authentication(session),
      transport: (target: Target, sink: FrameSink) =>
        transport(
          target,
          hearingGoodbye(sink, (heard) => (goodbye = heard)),
        ),
      target: { url: this.#url, serializers: [clientJson] },
      environment: this.#environment,
    }
    this.#connection = new ClientConnection(settings, {
      opened: (inner) => {
        this.#hasSucceeded = true
        this.#resetRetries()
        session.opened(inner)
        this.#guarded(() => this.onopen?.(session, { ...inner.details, transport: this.transport }))
      },
      ended: (ending) => this.#ended(goodbye ?? ending),
    })
  }

  #authentication(session: Session): readonly Authentication[] {
    const { authmethods = ['anonymous'], authid, authextra, onchallenge } = this.#options
    return authmethods.map((method) => ({
      method,
      ...(authid === undefined ? {} : { authid }),
      authextra: () => awaited(authextra ?? {}),
      async challenge(extra) {
        if (onchallenge === undefined) throw new TypeError('received a challenge, but no onchallenge handler is there')
        return answerOf(await onchallenge(session, method, { ...extra }))
      },
    }))
  }

  /** A router that refuses, or says goodbye, is not asked again: Autobahn-JS does not either. */
  #ended({ reason, message }: Ending): void {
    this.#connection = undefined
    const isLost = reason === ERROR.unreachable || reason === ERROR.connectionLost
    const what = !isLost ? 'closed' : this.#hasSucceeded ? 'lost' : 'unreachable'
    if (!isLost || (what === 'unreachable' && this.#options.retry_if_unreachable === false)) this.#wantsRetry = false
    const retry = this.#nextRetry()
    const details = { ...retry, reason: isLost ? null : reason, message: isLost ? null : message }
    let stops: unknown
    this.#guarded(() => (stops = this.onclose?.(what, details)))
    this.#session = null
    if (!retry.will_retry || stops === true) return
    this.#cancelRetry = this.#environment.after((retry.retry_delay ?? 0) * 1000, () => this.#connect())
  }

  #nextRetry(): Pick<CloseDetails, 'retry_delay' | 'retry_count' | 'will_retry'> {
    const { max_retries: most = 15, max_retry_delay: longest = 300 } = this.#options
    const { retry_delay_growth: growth = 1.5, retry_delay_jitter: jitter = 0.1 } = this.#options
    this.#retries++
    if (!this.#wantsRetry || (most !== -1 && this.#retries > most)) {
      return { retry_delay: null, retry_count: null, will_retry: false }
    }
    const spread = 1 + jitter * (2 * this.#environment.random() - 1)
    const delay = Math.min(longest, this.#delay * spread)
    this.#delay = Math.min(longest, this.#delay * growth)
    return { retry_delay: delay, retry_count: this.#retries, will_retry: true }
  }

  #guarded(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#environment.report(error)
    }
  }
}

async function awaited(values: Dict): Promise<Dict> {
  const entries = Object.entries(values).map(async ([key, value]) => [key, await value] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** A signature, or a signature and something extra. */
function answerOf(answer: unknown): Answer {
  if (!Array.isArray(answer)) return String(answer)
  const [signature, extra] = answer as readonly unknown[] as readonly [string, Dict | undefined]
  return { signature, extra: extra ?? {} }
}
