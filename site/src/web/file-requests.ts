/**
 * Takes requests about a lesson's files. A foreign page must not write on this machine, so all of these hold: the
 * request comes from this machine, names the site itself as its Origin, and has the token that only the site's own pages
 * have. Where SITE_HOST opens the site to the network, there is no token, and every request is refused.
 */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Lesson } from '../lessons.ts'
import { readAsk, work, type Done } from '../files/work.ts'

const longestBody = 4 * 1024
const loopback = /^(::1|127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+)$/

export const tokenHeader = 'x-workshop-token'

/** Why a request is refused; undefined: it may go on. */
export function refusalOf({ headers, socket }: IncomingMessage, token: string | undefined): string | undefined {
  if (token === undefined) return 'SITE_HOST opens this site to the network, so its pages change no files.'
  if (!loopback.test(socket.remoteAddress ?? '')) return 'Files are changed from this machine only.'
  if (headers.origin !== `http://${headers.host}`) return "Files are for this site's own pages."
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return "Files are for this site's own pages."
  if (!isSame(headers[tokenHeader], token))
    return 'This page is older than the workshop that runs now. Reload it, and try again.'
  return undefined
}

export async function answerFiles(
  { lesson, token }: { lesson: Lesson; token: string | undefined },
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const why = refusalOf(request, token)
  if (why !== undefined) return send(response, 403, { kind: 'refused', why })
  const ask = readAsk(await readJson(request))
  if (ask === undefined) return send(response, 400, { kind: 'refused', why: 'This request cannot be read.' })
  send(response, 200, work(lesson, ask))
}

function send(response: ServerResponse, status: number, done: Done): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(done))
}

/** Undefined where it is too long, or no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += (part as Buffer).length
    if (length > longestBody) return undefined
    parts.push(part as Buffer)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    return undefined
  }
}

function isSame(given: string | readonly string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
