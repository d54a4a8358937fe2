/** Asks the app by HTTP, on connections that stay open. */
import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'

/** An answer of the app. */
export interface AppAnswer {
  readonly status: number
  readonly body: string
}

/** The app did not answer, or not in time, or answered with a failure of its own (5xx). */
export class AppUnavailable extends Error {
  override readonly name = 'AppUnavailable'
}

const LONGEST_BODY = 1 << 20

export interface Asking {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** One per process. */
export class AppHttp {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32, timeout: 60_000 })
  readonly #headers: Readonly<Record<string, string>>

  /** `serviceToken` is sent as a bearer, if the app wants one. */
  constructor(serviceToken: string | undefined) {
    this.#headers = serviceToken === undefined ? {} : { authorization: `Bearer ${serviceToken}` }
  }

  /** Rejects with AppUnavailable. */
  async get(url: string, { timeoutMs, signal }: Asking): Promise<AppAnswer> {
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await this.#get(url, signal === undefined ? limit : AbortSignal.any([limit, signal]))
      if (answer.status >= 500 || answer.status === 429) throw new Error(`it answered with status ${answer.status}`)
      return answer
    } catch (cause) {
      const why = limit.aborted ? `there was no answer within ${timeoutMs} ms` : String(cause)
      throw new AppUnavailable(`the app cannot be asked: ${why}`, { cause })
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #get(url: string, signal: AbortSignal): Promise<AppAnswer> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { agent: this.#agent, headers: this.#headers, signal }, (response) => {
        textOf(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
      })
      asked.on('error', reject)
      asked.end()
    })
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let body = ''
  for await (const text of response.setEncoding('utf8')) {
    body += text
    if (body.length > LONGEST_BODY) throw new Error('its answer is too long')
  }
  return body
}
