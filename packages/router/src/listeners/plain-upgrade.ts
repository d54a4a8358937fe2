/**
 * Reads the request that opens a WebSocket, if it is complete in one read and plain: GET, no body, no header twice,
 * visible ASCII only. Nearly all are. Node's own parser, with its objects and listeners for each connection, reads all
 * others and decides about them. So nothing is accepted here that Node would refuse, or would understand in another way.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** The head of a plain request. */
export interface PlainUpgrade {
  readonly url: string
  /** The names are in lower case. Without a prototype, because the client chooses the names. */
  readonly headers: IncomingHttpHeaders
  /** Where the head ends. What follows belongs to the WebSocket. */
  readonly end: number
}

/** Node allows 16 KiB, and more headers. */
const MOST_BYTES = 8 * 1024
const MOST_HEADERS = 40

/** `#` is left to Node. */
const PLAIN = /^GET \/[!"$-~]* HTTP\/1\.1\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~]*\r\n)+\r\n$/
const URL_AT = 'GET '.length
const AFTER_URL = ' HTTP/1.1\r\n'.length
const TAB = 0x9
const SPACE = 0x20

/** Headers that change how a request is read, and the one whose value Node gives as a list. */
const OTHERS = ['content-length', 'transfer-encoding', 'expect', 'trailer', 'set-cookie'] as const
const NAMES_UPGRADE = /(?:^|,)[ \t]*upgrade[ \t]*(?:$|,)/i

/** Reads what a client has sent first. Undefined unless it is a plain request for a WebSocket. */
export function readPlainUpgrade(bytes: Buffer): PlainUpgrade | undefined {
  if (bytes[0] !== 0x47 || bytes[1] !== 0x45) return undefined // GE
  const text = bytes.toString('latin1', 0, MOST_BYTES)
  const end = text.indexOf('\r\n\r\n') + 4
  const head = end === text.length ? text : text.slice(0, end)
  if (!PLAIN.test(head)) return undefined
  const line = head.indexOf('\r\n')
  const headers = readHeaders(head, line + 2)
  if (headers === undefined || !asksForWebSocket(headers)) return undefined
  return { url: head.slice(URL_AT, line + 2 - AFTER_URL), headers, end }
}

/** `at`: where the first header begins. Undefined for too many headers, or one that occurs twice. */
function readHeaders(head: string, at: number): IncomingHttpHeaders | undefined {
  const headers = Object.create(null) as IncomingHttpHeaders
  const last = head.length - 2
  for (let count = 0; at < last; count++) {
    const colon = head.indexOf(':', at)
    const end = head.indexOf('\r\n', colon)
    const name = lowerCase(head.slice(at, colon))
    if (count >= MOST_HEADERS || headers[name] !== undefined) return undefined
    headers[name] = valueOf(head, colon + 1, end)
    at = end + 2
  }
  return headers
}

function valueOf(head: string, from: number, to: number): string {
  while (from < to && isBlank(head.charCodeAt(from))) from++
  while (to > from && isBlank(head.charCodeAt(to - 1))) to--
  return head.slice(from, to)
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB

function asksForWebSocket(headers: IncomingHttpHeaders): boolean {
  const { upgrade, connection, host } = headers
  if (upgrade === undefined || connection === undefined || host === undefined || host === '') return false
  if (upgrade !== 'websocket' && upgrade.toLowerCase() !== 'websocket') return false
  return NAMES_UPGRADE.test(connection) && OTHERS.every((name) => headers[name] === undefined)
}

/** Names seen lately, in lower case. Clients write few different ones. */
const seen = new Map<string, string>()
const MOST_SEEN = 200
const LONGEST_SEEN = 40

function lowerCase(name: string): string {
  const known = seen.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (seen.size < MOST_SEEN && name.length <= LONGEST_SEEN) seen.set(name, lower)
  return lower
}
