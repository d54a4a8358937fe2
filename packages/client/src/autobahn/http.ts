/** Autobahn-JS's requests over HTTP, by `fetch`. Cookies are sent along. */

/** What such a request rejects with. */
export interface HttpFailure {
  /** The status; 0 where there was no answer, 501 where it was late. */
  readonly code: number
  readonly text: string
}

/** Posts JSON text; resolves with the text of a 200, with undefined for a 204. The timeout is in milliseconds. */
export const http_post = (url: string, data?: string, timeout = 0): Promise<string | undefined> =>
  ask(url, { method: 'POST', ...(data ? { body: data } : {}) }, timeout)

/** Gets a value in JSON; resolves with undefined for a 204. The timeout is in milliseconds. */
export async function http_get_json(url: string, timeout = 0): Promise<unknown> {
  const text = await ask(url, { method: 'GET' }, timeout)
  return text === undefined ? undefined : (JSON.parse(text) as unknown)
}

async function ask(url: string, request: RequestInit, timeout: number): Promise<string | undefined> {
  const signal = timeout > 0 ? AbortSignal.timeout(timeout) : null
  const headers = { 'Content-type': 'application/json; charset=utf-8' }
  try {
    const { status, statusText, ...answer } = await answered(url, { ...request, headers, signal })
    if (status === 200) return answer.text
    if (status === 204) return undefined
    throw failure(status, statusText)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw signal?.aborted === true ? failure(501, 'request timeout') : failure(0, error.message)
  }
}

async function answered(url: string, request: RequestInit) {
  const response = await fetch(url, { credentials: 'include', ...request })
  return { status: response.status, statusText: response.statusText, text: await response.text() }
}

const failure = (code: number, text: string): HttpFailure => ({ code, text })
