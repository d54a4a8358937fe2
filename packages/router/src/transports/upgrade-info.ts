/**
 * The data about the client of a WebSocket, for the log and for authenticators. Texts are made when they are read:
 * most connections are never asked for them.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { HandshakeRequest, TransportInfo } from '../session/transport.ts'
import type { Visit } from './http-service.ts'

/** The data about the client of one WebSocket. */
export class UpgradeInfo implements TransportInfo {
  readonly isSecure: boolean
  readonly #socket: Socket
  /** The client's address as a trusted proxy names it. */
  readonly #client: string | undefined
  readonly #protocol: string
  /** Not the whole request, which takes several times as much memory, and would be kept during the log-in. */
  #headers: IncomingHttpHeaders | undefined

  /** `protocol`: the negotiated subprotocol. */
  constructor({ request, forwarded }: Visit, protocol: string) {
    this.#headers = request.headers
    this.#socket = request.socket
    this.#client = forwarded?.address
    this.isSecure = forwarded?.isSecure ?? 'encrypted' in request.socket
    this.#protocol = protocol
  }

  get framing(): string {
    return 'websocket'
  }

  get peer(): string {
    const client = this.#client
    if (client === undefined) return this.#near
    return `${client.includes(':') ? 'tcp6' : 'tcp4'}:${client}`
  }

  get proxy(): string | undefined {
    return this.#client === undefined ? undefined : this.#near
  }

  /** A socket keeps the address of its peer once it was read, which is when the connection is counted. */
  get #near(): string {
    const { remoteAddress, remoteFamily, remotePort } = this.#socket
    return addressText(remoteAddress, remoteFamily, remotePort)
  }

  get handshake(): HandshakeRequest | undefined {
    if (this.#headers === undefined) return undefined
    const { localAddress, localFamily, localPort } = this.#socket
    const own = (): string => addressText(localAddress, localFamily, localPort)
    return { own, ownPid: process.pid, protocol: this.#protocol, headers: this.#headers }
  }

  dropHandshake(): void {
    this.#headers = undefined
  }
}

/** The client's address, and the address of the proxy that named it. */
export function addressesOf(visit: Visit): Pick<TransportInfo, 'peer' | 'proxy'> {
  const { peer, proxy } = new UpgradeInfo(visit, '')
  return { peer, proxy }
}

/** An address in Crossbar's form; `unix` for a Unix socket. */
const addressText = (address?: string, family?: string, port?: number): string =>
  address === undefined ? 'unix' : `${family === 'IPv6' ? 'tcp6' : 'tcp4'}:${address}:${port}`
