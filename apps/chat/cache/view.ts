/** Serves the web view of the cache at `/` and, as in the reference, at `/redis:6379/0/keys/`. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { CacheUnavailable } from './contract.ts'
import type { Cache } from './contract.ts'
import { PAGE, SCRIPT, STYLE } from './view-page.ts'

const TYPES = {
  page: 'text/html; charset=utf-8',
  style: 'text/css; charset=utf-8',
  script: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
} as const

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** What is shown. `store` completes the sentence "12 keys …". */
export interface ViewedCache {
  readonly cache: Cache
  readonly store: string
}

/** A server that listens on loopback alone, and answers to names of this machine alone. Port 0: any free one. */
export function serveView(viewed: ViewedCache, port: number): Server {
  return createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    void answer(viewed, request, response)
  }).listen(port, '127.0.0.1')
}

async function answer(viewed: ViewedCache, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, type: keyof typeof TYPES, body: string): void => {
    response.writeHead(status, { ...HEADERS, 'content-type': TYPES[type] }).end(request.method === 'HEAD' ? '' : body)
  }
  // By DNS rebinding a page of another site may reach this port under its own name.
  if (!isLocal(request.headers.host)) return send(403, 'text', 'This page answers to localhost only.\n')
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'text', 'Only GET and HEAD.\n')
  switch (request.url) {
    case '/':
    case '/redis:6379/0/keys/':
      return send(200, 'page', PAGE)
    case '/view.css':
      return send(200, 'style', STYLE)
    case '/view.js':
      return send(200, 'script', SCRIPT)
    case '/entries':
      return send(200, 'json', await entriesOf(viewed))
    default:
      return send(404, 'text', 'There is no such page.\n')
  }
}

async function entriesOf({ cache, store }: ViewedCache): Promise<string> {
  try {
    return JSON.stringify({ store, entries: await cache.entries() })
  } catch (error) {
    if (!(error instanceof CacheUnavailable)) throw error
    return JSON.stringify({ problem: `${error.message}. Presence goes on; this page keeps asking.` })
  }
}

const isLocal = (host = ''): boolean => /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host)
