/**
 * The site's listening sockets. "This machine only" means both loopback addresses: browsers try either for localhost,
 * and another program on the second one would answer half of the requests.
 */
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { FeedSockets } from '../feed/feed-socket.ts'
import { handle, type Site } from './handler.ts'

export interface Address {
  readonly host: string | undefined
  readonly port: number
}

export class PortInUse extends Error {
  constructor(port: number, options: ErrorOptions) {
    super(
      `Port ${port} is in use by another program. See which one with: lsof -i :${port}\n` +
        `Stop it, or let the pages use another port: SITE_PORT=${port + 10} bin/start`,
      options,
    )
  }
}

export class SiteServer {
  readonly #servers: Server[] = []
  readonly #sockets: FeedSockets[] = []
  readonly #failed: (error: unknown) => void

  /** `failed` is called when a page could not be made, for example because its README.md was deleted. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed
  }

  async listen(site: Site, { host, port }: Address): Promise<void> {
    const required = host ?? '127.0.0.1'
    await this.#open(site, { host: required, port })
    if (host !== undefined) return
    try {
      await this.#open(site, { host: '::1', port })
    } catch (error) {
      if (error instanceof PortInUse) throw error
      // a machine without IPv6
    }
  }

  /** Ends every connection, including log streams. */
  async close(): Promise<void> {
    for (const sockets of this.#sockets) sockets.close()
    await Promise.all(
      this.#servers.map(async (server) => {
        const closed = once(server, 'close')
        server.close()
        server.closeAllConnections()
        await closed
      }),
    )
  }

  async #open(site: Site, { host, port }: { host: string; port: number }): Promise<void> {
    const server = createServer((request, response) => {
      try {
        handle(site, request, response)
      } catch (error) {
        this.#failed(error)
        if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
        response.end('The site failed to show this page; its terminal says why.\n')
      }
    })
    const sockets = new FeedSockets(site.feeds, site.hosts)
    server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
    this.#sockets.push(sockets)
    server.maxConnections = 512
    server.headersTimeout = 10_000
    server.requestTimeout = 10_000
    try {
      await listening(server, { host, port })
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE') throw new PortInUse(port, { cause: error })
      throw error
    }
    this.#servers.push(server)
  }
}

function listening(server: Server, options: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...options, ipv6Only: options.host === '::1' }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
