/** The services that compute their answers, without a server. */
import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import type { HttpService } from '../transports/http-service.ts'
import { listing } from './directory-listing.ts'
import { health } from './health.ts'
import { jsonValue } from './json.ts'
import { nodeInfo } from './node-info.ts'
import { paths } from './path.ts'
import { redirect } from './redirect.ts'

interface Answer {
  status: number
  readonly headers: Record<string, unknown>
  body: string | undefined
}

/** What a service answers to a request. */
function ask(service: HttpService, { path = '/', method = 'GET' } = {}): Answer {
  const answer: Answer = { status: 0, headers: {}, body: undefined }
  const response = {
    setHeader: (name: string, value: unknown) => void (answer.headers[name] = value),
    writeHead(status: number, headers: object) {
      answer.status = status
      Object.assign(answer.headers, headers)
      return response
    },
    end: (body?: string) => void (answer.body = body),
  }
  service.serve({ request: { method } as IncomingMessage, path }, response as unknown as ServerResponse)
  return answer
}

/** A service that answers with its name and the rest of the path. */
const named = (name: string): HttpService => ({
  serve: ({ path }, response) => void response.writeHead(200, {}).end(`${name} ${path}`),
  upgrade: ({ path }, { socket }) => void socket.end(`${name} ${path}`),
})

const tree = (services: Readonly<Record<string, HttpService>>): HttpService =>
  paths((segment) => (Object.hasOwn(services, segment) ? services[segment] : undefined))

test('the first segment decides which service gets the rest of the path, and others go to the root', () => {
  const service = tree({ '/': named('root'), ws: named('ws'), deep: tree({ er: named('deeper') }) })
  for (const [path, expected] of [
    ['/ws', 'ws /'],
    ['/ws/a/b', 'ws /a/b'],
    ['/wsx', 'root /wsx'],
    ['/', 'root /'],
    ['/deep/er/x', 'deeper /x'],
  ] as const)
    assert.equal(ask(service, { path }).body, expected, path)
})

test('a path that no service claims is 404, for requests and for upgrades', () => {
  const service = tree({ ws: named('ws'), page: { serve: () => {} } })
  assert.equal(ask(service, { path: '/nothing' }).status, 404)
  for (const path of ['/nothing', '/page']) assert.match(upgraded(service, path), /^HTTP\/1\.1 404/, path)
  assert.equal(upgraded(service, '/ws/x'), 'ws /x')
})

function upgraded(service: HttpService, path: string): string {
  let sent = ''
  const socket = { on: () => {}, once: () => {}, end: (text: string) => void (sent = text) } as unknown as Duplex
  service.upgrade?.({ request: {} as IncomingMessage, path }, { socket, head: Buffer.alloc(0) })
  return sent
}

test('read-only services answer only GET and HEAD', () => {
  const shown = [
    jsonValue({ type: 'json', value: 1, isPretty: false, allowsCrossOrigin: true, discouragesCaching: true }),
  ]
  for (const service of [
    ...shown,
    redirect({ type: 'redirect', url: '/there' }),
    health({ type: 'health', check: 'alive' }, () => ''),
  ]) {
    const { status, headers } = ask(service, { method: 'POST' })
    assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD'])
  }
})

test('readiness is 200 only for "ready", and liveness does not depend on it', () => {
  for (const [state, status] of [
    ['ready', 200],
    ['draining', 503],
    ['out of file descriptors', 503],
  ] as const) {
    const answer = ask(health({ type: 'health', check: 'ready' }, () => state))
    assert.deepEqual([answer.status, answer.body], [status, `${state}\n`])
  }
  assert.equal(ask(health({ type: 'health', check: 'alive' }, () => 'starting')).body, 'alive\n')
})

test('names of files and realms cannot become tags, and hidden files are not listed', () => {
  const page = listing('/<i>/', ['b<script>', '.hidden', 'a"b', 'folder/'])
  assert.doesNotMatch(page, /<script>|<i>|hidden/)
  assert.match(page, /href="\.\/a%22b"/)
  assert.match(page, /href="\.\/folder\/"/)
  const status = { startedAt: new Date(0), realms: [{ name: '<b>', sessions: 2 }] }
  assert.match(ask(nodeInfo(() => status)).body ?? '', /<td>&#60;b&#62;<\/td><td>2<\/td>/)
})
