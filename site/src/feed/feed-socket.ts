/** Lesson 0's feed by WebSocket. The first message shows the handshake as it went over the wire. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { HostRule } from '../web/hosts.ts'
import { wantedOf } from './feed.ts'
import type { FeedService } from './feed-service.ts'

export const SOCKET_PATH = '/0/feed/socket'
const MOST_MESSAGE_BYTES = 1_024
/** What RFC 6455 has a server append to the key. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export class FeedSockets {
  readonly #feeds: FeedService
  readonly #hosts: HostRule
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES })

  constructor(feeds: FeedService, hosts: HostRule) {
    this.#feeds = feeds
    this.#hosts = hosts
  }

  /** Takes an upgrade, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const { host, origin } = request.headers
    if (this.#hosts(host) === undefined || origin !== `http://${host}`) return refuse(socket, '403 Forbidden')
    const [path, query] = (request.url ?? '').split('?')
    const wanted = wantedOf(new URLSearchParams(query))
    if (path !== SOCKET_PATH || wanted === undefined) return refuse(socket, '404 Not Found')
    const leave = this.#feeds.enter()
    if (leave === undefined) return refuse(socket, '503 Service Unavailable')
    socket.once('close', leave)
    this.#server.handleUpgrade(request, socket, head, (open) => {
      open.on('error', () => open.terminate())
      open.send(JSON.stringify({ handshake: handshakeOf(request) }))
      const stop = this.#feeds.follow(wanted, (text) => open.bufferedAmount === 0 && open.send(text))
      const end = setTimeout(() => open.close(1001), this.#feeds.limits.longestStreamMs)
      open.once('close', () => {
        stop()
        clearTimeout(end)
      })
    })
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate()
    this.#server.close()
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** The request as it came, and the answer that it gets. A cookie is not shown. */
function handshakeOf({ method, url, httpVersion, rawHeaders, headers }: IncomingMessage): {
  request: string
  answer: string
} {
  const lines: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() !== 'cookie') lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64')
  return {
    request: [`${method} ${url} HTTP/${httpVersion}`, ...lines, '', ''].join('\r\n'),
    answer: [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      '',
      '',
    ].join('\r\n'),
  }
}
