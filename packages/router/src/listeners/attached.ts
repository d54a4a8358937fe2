/**
 * Paths at an embedding program's HTTP server. Ordinary requests are never touched. Upgrades to attached paths are
 * served. Other upgrades are refused, unless another listener of the server takes them: otherwise the socket would
 * stay open for ever, because Node leaves upgrades to these listeners.
 */
import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { destroySelf, refuseUpgrade } from '../transports/http-refusal.ts'
import type { HttpService } from '../transports/http-service.ts'
import { passUpgrade } from '../transports/http-service.ts'
import type { Admission } from './admission.ts'
import { visitOf } from './visits.ts'

/** The time in which another listener of the server may take an upgrade to a path that is not attached. */
export const UNTAKEN_MS = 1_000

export interface AttachedPath {
  readonly path: string
  readonly service: HttpService
  readonly admission: Admission
}

/** Keyed by server: one listener serves all paths of all routers, and is removed with the last of them. */
const attachments = new WeakMap<Server, Attachment>()

/**
 * Serves upgrades to one path of a server. Returns a function that detaches the path.
 * @throws Error where the path is attached already, by this router or another one.
 */
export function attachPath(server: Server, attached: AttachedPath): () => void {
  const attachment = attachments.get(server) ?? new Attachment(server)
  attachments.set(server, attachment)
  return attachment.add(attached)
}

class Attachment {
  readonly #server: Server
  readonly #paths = new Map<string, AttachedPath>()

  constructor(server: Server) {
    this.#server = server
  }

  add(attached: AttachedPath): () => void {
    const { path } = attached
    if (this.#paths.has(path))
      throw new Error(
        `the path ${path} of this server is attached already: stop that router first, or use another path`,
      )
    if (this.#paths.size === 0) this.#server.on('upgrade', this.#upgrade)
    this.#paths.set(path, attached)
    return () => {
      if (this.#paths.get(path) !== attached) return
      this.#paths.delete(path)
      if (this.#paths.size === 0) this.#server.off('upgrade', this.#upgrade)
    }
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const [path = ''] = (request.url ?? '/').split('?')
    const attached = this.#paths.get(path)
    if (attached === undefined) return refuseUntaken(socket)
    if (isTaken(socket)) return // by another listener of the server, for the same path
    socket.on('error', destroySelf)
    serve(attached, { request, socket, head }, isLoopback(this.#server))
  }
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

function serve({ service, admission }: AttachedPath, { request, socket, head }: Upgrade, isLocal: boolean): void {
  const visit = visitOf(request, admission.proxies)
  if (typeof visit === 'string') {
    admission.malformed(request, visit)
    return refuseUpgrade(socket, 400, visit)
  }
  if (!admission.admitsAttached(visit, socket)) return
  passUpgrade(service, { ...visit, path: '/', isLocal }, { socket, head })
}

function refuseUntaken(socket: Duplex): void {
  if (isTaken(socket)) return
  // Node has removed its own listener. Without one, a client that resets the connection ends the program.
  socket.on('error', destroySelf)
  const before = written(socket)
  const timer = setTimeout(() => {
    if (isTaken(socket) || written(socket) !== before) return
    refuseUpgrade(socket, 404, 'there is no WebSocket at this path')
  }, UNTAKEN_MS)
  timer.unref()
}

/** True where another listener reads from the socket or has ended it. A transport of ours replaces `push` to read. */
const isTaken = (socket: Duplex): boolean =>
  socket.destroyed ||
  socket.writableEnded ||
  socket.listenerCount('data') + socket.listenerCount('readable') > 0 ||
  Object.hasOwn(socket, 'push')

const written = (socket: Duplex): number | undefined => (socket instanceof Socket ? socket.bytesWritten : undefined)

function isLoopback(server: Server): boolean {
  const address = server.address()
  return typeof address === 'object' && address !== null && /^((::ffff:)?127\.|::1$)/.test(address.address)
}
