/** A network between a client and a router that a test can cut or freeze. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** Ends every connection at once. */
  cut(): void
  /** Freezes the existing connections: no more bytes pass, and neither end notices. */
  freeze(): void
  readonly opened: number
  /** Bytes that the router has sent, over all connections. */
  readonly received: number
}

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let opened = 0
  let received = 0
  const server = createServer((inner) => {
    const outer = connect(target, '127.0.0.1')
    const pair = [inner, outer] as const
    outer.on('data', (data) => (received += data.length))
    opened++
    pairs.add(pair)
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      from.on('data', (data) => to.write(data))
      from.on('error', () => {})
      from.on('close', () => {
        if (pairs.delete(pair)) to.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get opened() {
      return opened
    },
    get received() {
      return received
    },
    cut,
    freeze() {
      for (const sockets of pairs) for (const socket of sockets) socket.removeAllListeners('data').pause()
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
    },
  }
}
