/** Handles a request: checks its host and its method, and answers with what is at its path. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Looked } from '../checks/verdict.ts'
import type { Crowds } from '../feed/crowd.ts'
import type { FeedService } from '../feed/feed-service.ts'
import type { Lesson } from '../lessons.ts'
import type { Program } from '../programs/program.ts'
import type { Asset } from './assets.ts'
import type { HostRule } from './hosts.ts'
import type { LogStreams } from './log-stream.ts'
import type { Sharing } from '../teach/sharing.ts'
import { answerFiles } from './file-requests.ts'
import { answerProgress } from './progress-requests.ts'
import type { Answer, Routes } from './routes.ts'
import { pagePolicy, pageRights, securityHeaders } from './security.ts'

export interface Site {
  readonly hosts: HostRule
  readonly routes: Routes
  readonly routers: ReadonlyMap<number, Program>
  /** The programs beside the routers. */
  readonly clients: ReadonlyMap<number, Program>
  readonly logs: LogStreams
  readonly feeds: FeedService
  readonly crowds: Crowds
  /** Looks at a lesson's checks of files, rows, output and answers, by their ids. */
  readonly checks: (lesson: Lesson) => Promise<Looked>
  /** What the site's own pages prove themselves by; undefined: no page may change files. */
  readonly token: string | undefined
  /** Present where the learner has named a teacher. */
  readonly sharing?: Sharing | undefined
}

/** A lesson's script waits for the router no longer than this. Where the router is down it is sent at once. */
const readyWithinMs = 5_000

export function handle(site: Site, request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value)
  const host = site.hosts(request.headers.host)
  if (host === undefined) {
    text(response, 421, "This site answers only to localhost and this machine's own addresses.\n")
    return
  }
  const [path = '/'] = (request.url ?? '/').split('?', 1)
  const answer = site.routes(path)
  const methods = answer.kind === 'files' || answer.kind === 'progress' ? ['POST'] : ['GET', 'HEAD']
  if (!methods.includes(request.method ?? '')) {
    response.setHeader('Allow', methods.join(', '))
    text(response, 405, 'This cannot be done here.\n')
    return
  }
  if (host.startsWith('[') && path.startsWith('/')) {
    // A content security policy cannot name an IPv6 address, so the page could not open its WebSocket.
    redirect(response, `http://localhost:${request.socket.localPort}${path}`)
    return
  }
  switch (answer.kind) {
    case 'page':
      if (request.method === 'GET' && answer.lesson !== undefined) site.routers.get(answer.lesson)?.wake()
      response.setHeader('Content-Security-Policy', pagePolicy(answer.page, host))
      response.setHeader('Permissions-Policy', pageRights(answer.page))
      response.writeHead(answer.status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' })
      response.end(answer.html)
      return
    case 'asset':
      sendAsset(site, answer, { request, response })
      return
    case 'redirect':
      redirect(response, answer.to)
      return
    case 'checks':
      sendChecks(site, answer.of, { request, response })
      return
    case 'files':
      answerFiles({ lesson: answer.of, token: site.token }, { request, response }).catch((error: unknown) =>
        text(response, 500, `The files cannot be worked on: ${String(error)}\n`),
      )
      return
    case 'progress':
      answerProgress({ lesson: answer.of, token: site.token, sharing: site.sharing }, { request, response }).catch(() =>
        response.destroy(),
      )
      return
    case 'feed':
      site.feeds.answer(answer.way, request, response)
      return
    case 'crowd':
      site.crowds.answer(request, response)
      return
    case 'log':
      sendLog(site, answer.lesson, { request, response })
      return
    default:
      throw new Error('unreachable', { cause: answer satisfies never })
  }
}

function sendLog(
  site: Site,
  lesson: number,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const router = site.routers.get(lesson)
  // Other sites cannot read the stream, but they could hold connections open.
  if (request.headers['sec-fetch-site'] === 'cross-site') text(response, 403, "Logs are for this site's own pages.\n")
  else if (!router) text(response, 204, '')
  else if (request.method === 'HEAD') text(response, 200, '')
  else {
    router.wake() // a page that was open before the workshop was started again
    const client = site.clients.get(lesson)
    site.logs.open(client ? [router, client] : [router], request, response)
  }
}

function sendChecks(
  site: Site,
  lesson: Lesson,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  if (request.headers['sec-fetch-site'] === 'cross-site')
    return text(response, 403, "Checks are for this site's own pages.\n")
  const answered = site.checks(lesson).then((verdicts) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify(verdicts))
  })
  answered.catch((error: unknown) => text(response, 500, `The checks cannot be made: ${String(error)}\n`))
}

function sendAsset(
  site: Site,
  { asset, lesson }: Extract<Answer, { kind: 'asset' }>,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const router = lesson === undefined ? undefined : site.routers.get(lesson)
  if (router?.state.kind !== 'starting') sendNow(asset, request, response)
  else void router.settled(readyWithinMs).then(() => sendNow(asset, request, response))
}

function sendNow({ type, body, etag }: Asset, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', 'no-cache')
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length }).end(body)
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(302, { Location: to }).end()
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(body)
}
