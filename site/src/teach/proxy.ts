/** Hands requests to the chat's router and its app, which listen on this machine only. */
import { request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** Not to be handed on: they belong to one connection, or a client could lie by them about where it is. */
const OWN = /^(connection|keep-alive|transfer-encoding|te|trailer|upgrade|host|forwarded|x-forwarded-.*|proxy-.*)$/

function headersOf(request: IncomingMessage): IncomingHttpHeaders {
  const kept = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !OWN.test(name)))
  return { ...kept, 'x-forwarded-for': request.socket.remoteAddress ?? '', 'x-forwarded-proto': 'https' }
}

/** `path`: as the app knows it. The app bounds bodies and times. */
export function passOn(to: { port: string; path: string }, request: IncomingMessage, response: ServerResponse): void {
  const options = {
    host: '127.0.0.1',
    port: to.port,
    path: to.path,
    method: request.method,
    headers: headersOf(request),
  }
  const asked = ask(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  asked.on('error', () => {
    if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ error: 'The chat does not answer. Does bin/start run on this machine?' }))
  })
  response.on('close', () => asked.destroy())
  request.pipe(asked)
}

/** A WebSocket to the chat's router. */
export function passUpgradeOn(port: string, request: IncomingMessage, client: Duplex): void {
  const router = connect({ host: '127.0.0.1', port: Number(port) })
  const headers = { ...headersOf(request), host: `127.0.0.1:${port}`, connection: 'Upgrade', upgrade: 'websocket' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
  router.on('connect', () => router.write(`GET /ws HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`))
  router.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'))
  client.on('error', () => router.destroy())
  router.on('close', () => client.destroy())
  client.on('close', () => router.destroy())
  router.pipe(client).pipe(router)
}
