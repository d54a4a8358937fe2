/**
 * The data about the client of a WebSocket, for the log and for authenticators. Texts are made when they are read:
 * most connections are never asked for them.
 */
import type { IncomingMessage } from 'node:http'
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
  #request: IncomingMessage | undefined

  /** `protocol`: the negotiated subprotocol. */
  constructor({ request, forwarded }: Visit, protocol: string) {
    this.#request = request
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
    if (this.#request === undefined) return undefined
    const { headers, socket } = this.#request
    const own = (): string => addressText(socket.localAddress, socket.localFamily, socket.localPort)
    return { own, ownPid: process.pid, protocol: this.#protocol, headers }
  }

  dropHandshake(): void {
    this.#request = undefined
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
