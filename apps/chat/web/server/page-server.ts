/** Serves the chat's page at `/chat/` where the chat runs without the workshop, whose pages include it. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { chatPage, chatPolicy } from './chat-page.ts'
import type { ChatPorts } from './chat-page.ts'

export interface ServedPage {
  /** The files below `/assets/`, by their names. */
  readonly assets: ReadonlyMap<string, Buffer>
  readonly ports: ChatPorts & { readonly broadcast: number }
  /** False: only names of this machine are answered, because a page of another site may point its name here. */
  readonly isOpen: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}
const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self), geolocation=(), usb=(), serial=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
const PLAIN = 'text/plain; charset=utf-8'

/** The server does not listen yet. */
export function pageServer(page: ServedPage): Server {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) =>
    answer(page, request, response),
  )
  server.maxConnections = 512
  return server
}

function answer({ assets, ports, isOpen }: ServedPage, request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, body: string | Buffer, headers: Readonly<Record<string, string>>): void => {
    response.writeHead(status, { ...HEADERS, ...headers }).end(request.method === 'HEAD' ? '' : body)
  }
  const host = hostIn(request.headers.host, isOpen)
  if (host === undefined)
    return send(421, 'This page answers to names of this machine only.\n', { 'content-type': PLAIN })
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(405, 'Only GET and HEAD.\n', { 'content-type': PLAIN, allow: 'GET, HEAD' })
  const [path = ''] = (request.url ?? '').split('?', 1)
  if (path === '/chat/')
    return send(200, chatPage(ports), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': chatPolicy(host, ports),
    })
  if (path === '/' || path === '/chat') return send(302, '', { location: '/chat/' })
  const name = path.replace('/assets/', '')
  const asset = assets.get(name)
  if (asset !== undefined) return send(200, asset, { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? PLAIN })
  return send(404, 'There is no such page. The chat is at /chat/.\n', { 'content-type': PLAIN })
}

/** The host's name without its port; undefined where the request must be refused. A policy cannot name an IPv6 address. */
function hostIn(header = '', isOpen: boolean): string | undefined {
  const name = /^([a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header)?.[1]?.toLowerCase()
  const isLocal = name === 'localhost' || name === '127.0.0.1'
  return isOpen || isLocal ? name : undefined
}
