/**
 * What the teacher's machine offers to the class, by TLS on one port: the shared chat, the door for the progress of
 * learners, and the overview, which needs the teacher's token.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { chatPage } from '@wampeter/chat/web/server/chat-page.ts'
import type { Lesson } from '../lessons.ts'
import type { Asset, Assets } from '../web/assets.ts'
import { chatPorts } from '../web/chat-ports.ts'
import { securityHeaders } from '../web/security.ts'
import { Class, CLASS_LIMITS, readProgress } from './class.ts'
import type { Certificate } from './certificate.ts'
import { logInPage, overviewPage } from './overview-page.ts'
import { passOn, passUpgradeOn } from './proxy.ts'
import { readBody } from './read-body.ts'
import { Guesses, isSame } from './secrets.ts'

export interface TeachOptions {
  readonly certificate: Pick<Certificate, 'cert' | 'key'>
  /** The learners' workshops send it with their progress. */
  readonly code: string
  /** Opens the overview. */
  readonly token: string
  readonly assets: Assets
  readonly lessons: readonly Lesson[]
}

const COOKIE = '__Host-teacher'

export function teachServer(options: TeachOptions): Server {
  const desk = new Desk(options)
  const { cert, key } = options.certificate
  const server = createServer({ cert, key }, (request, response) => {
    desk.answer(request, response).catch(() => {
      if (!response.headersSent) say(response, 500, 'This could not be answered.')
      else response.destroy()
    })
  })
  server.on('upgrade', (request, socket) => {
    if (pathOf(request) === '/ws') passUpgradeOn(chatPorts.router, request, socket)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  })
  server.maxConnections = 1_024
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  return server
}

class Desk {
  readonly #options: TeachOptions
  readonly #class = new Class()
  readonly #guesses = new Guesses()

  constructor(options: TeachOptions) {
    this.#options = options
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value)
    const path = pathOf(request)
    const [, part = ''] = path.split('/')
    const app = { accounts: chatPorts.accounts, threads: chatPorts.threads }[part]
    if (app !== undefined)
      return passOn({ port: app, path: request.url?.slice(part.length + 1) ?? '/' }, request, response)
    if (request.method === 'POST' && path === '/progress') return this.#progress(request, response)
    if (request.method === 'POST' && path === '/overview') return this.#logIn(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'This cannot be done here.')
    if (path === '/' || path === '/chat') return redirect(response, '/chat/')
    if (path === '/chat/') return page(response, chatPage(chatPorts))
    if (path === '/overview') return this.#overview(request, response)
    if (path === '/overview/rows') return this.#rows(request, response)
    const asset = this.#options.assets.get(path)
    return asset === undefined ? say(response, 404, 'There is no such page.') : sendAsset(response, asset)
  }

  /** From a learner's workshop, not from a page: a page of another site could not send the code in this header. */
  async #progress(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? ''
    if (!this.#knows(address, /^Bearer (.{1,100})$/.exec(request.headers.authorization ?? '')?.[1], this.#options.code))
      return say(
        response,
        401,
        'The code of the class is wrong, or was wrong too often. Ask the teacher for the command.',
      )
    const body = await readBody(request, CLASS_LIMITS.bodyBytes)
    if (body === undefined) return say(response, 413, `At most ${CLASS_LIMITS.bodyBytes} bytes are read.`)
    const progress = readProgress(parsed(body))
    if (typeof progress === 'string') return say(response, 400, `This is no progress: ${progress}.`)
    if (!this.#class.heard(address, progress, Date.now()))
      return say(response, 503, `The overview has ${CLASS_LIMITS.learners} learners already.`)
    response.writeHead(204).end()
  }

  async #logIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, CLASS_LIMITS.bodyBytes)
    const token = new URLSearchParams(body).get('token') ?? undefined
    if (!this.#knows(request.socket.remoteAddress ?? '', token, this.#options.token))
      return page(response, logInPage('That is not the token, or there were too many wrong ones: wait a minute.'), 403)
    response.setHeader('Set-Cookie', `${COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`)
    redirect(response, '/overview')
  }

  #overview(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isTeacher(request)) return page(response, logInPage(), 401)
    page(response, overviewPage())
  }

  #rows(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isTeacher(request)) return say(response, 401, "This needs the teacher's token.")
    const now = Date.now()
    const titles = new Map(this.#options.lessons.map(({ number, title }) => [number, title]))
    const rows = this.#class
      .rows(now)
      .map(({ at, ...row }) => ({ ...row, title: titles.get(row.lesson) ?? '', agoMs: now - at }))
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify(rows))
  }

  #isTeacher(request: IncomingMessage): boolean {
    const given = new RegExp(`(?:^|; )${COOKIE}=([^;]{1,100})`).exec(request.headers.cookie ?? '')?.[1]
    return given !== undefined && this.#knows(request.socket.remoteAddress ?? '', given, this.#options.token)
  }

  #knows(address: string, given: string | undefined, secret: string): boolean {
    const now = Date.now()
    if (!this.#guesses.mayTry(address, now)) return false
    if (isSame(given ?? '', secret)) return true
    this.#guesses.wrong(address, now)
    return false
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/'

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The pages load and connect only to this address. */
function page(response: ServerResponse, html: string, status = 200): void {
  const given = response.req.headers.host ?? ''
  const host = /^[\w.:[\]-]{1,260}$/.test(given) ? ` wss://${given}` : ''
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'${host}; base-uri 'none'; ` +
      "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  )
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html)
}

function sendAsset(response: ServerResponse, { type, body, etag }: Asset): void {
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: etag }).end(body)
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { Location: to }).end()
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
