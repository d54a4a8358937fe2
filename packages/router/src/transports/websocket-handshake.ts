/** The handshake of WebSocket (RFC 6455, 4.2): checks an upgrade and makes the answer. */
import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { negotiate } from './subprotocols.ts'
import type { Dialect, Dialects } from './subprotocols.ts'

/** A request that asks for an upgrade. */
export interface HandshakeHead {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** The status and the reason of a refusal. */
export type Refusal = readonly [status: number, why: string]

/** 16 bytes in Base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/
/** Version 8 differs from 13 in the name of the Origin header only. Browsers stopped sending it in 2012. */
const VERSIONS: ReadonlySet<string | undefined> = new Set(['13', '8'])
/** One token (RFC 9110, 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** The reason why a request is no handshake of WebSocket; undefined if it is one. */
export function faultOf({ method, headers }: HandshakeHead): Refusal | undefined {
  if (method !== 'GET') return [405, 'a WebSocket is opened with GET']
  if (headers.upgrade?.toLowerCase() !== 'websocket') return [400, 'the Upgrade header does not ask for websocket']
  const key = headers['sec-websocket-key']
  if (key === undefined || !KEY.test(key))
    return [400, 'the Sec-WebSocket-Key header is missing, or is not 16 bytes in Base64']
  if (!VERSIONS.has(headers['sec-websocket-version'])) return [426, 'the Sec-WebSocket-Version header must be 13']
  const offered = headers['sec-websocket-protocol']
  if (offered === undefined || TOKEN.test(offered)) return undefined
  const names = namesIn(offered)
  if (names.every((name) => TOKEN.test(name)) && new Set(names).size === names.length) return undefined
  return [400, 'the Sec-WebSocket-Protocol header is not a list of different names']
}

/** The subprotocol for a request: the first that this endpoint supports. Most clients offer one. */
export function dialectFor({ headers }: HandshakeHead, dialects: Dialects): Dialect | undefined {
  const offered = headers['sec-websocket-protocol']
  return offered === undefined ? undefined : (dialects.get(offered) ?? negotiate(namesIn(offered), dialects))
}

const namesIn = (list: string): string[] => list.split(',').map((name) => name.trim())

/** The answer that completes a handshake without fault. */
export function acceptance({ headers }: HandshakeHead, subprotocol: string | undefined): string {
  const accept = hash('sha1', `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'base64')
  const protocol = subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`
  return (
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`
  )
}
