/** Short answers that several services give. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers with plain text, and with headers that stop browsers from reading it as anything else. */
export function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
  response.end(text)
}

export const notFound = (response: ServerResponse): void => answer(response, 404, 'Nothing is served at this path.\n')

/** True for GET and HEAD; anything else is answered with 405. */
export function isReading(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true
  response.setHeader('allow', 'GET, HEAD')
  answer(response, 405, 'Only GET and HEAD are possible here.\n')
  return false
}
