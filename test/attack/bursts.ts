/**
 * Bursts of connections: thousands are opened at once, and each costs the router something before any session is
 * charged for it. The router has default limits.
 */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { connect as connectTls, createSecureContext } from 'node:tls'
import { CLOSE, frame, pause, upgradeOf } from './raw-socket.ts'

type Run = () => Promise<void>

/** Where the router listens, and until when the attack goes on. */
export interface BurstTarget {
  readonly port: number
  /** The port with TLS. */
  readonly tlsPort: number
  readonly until: number
}

/** Between the last answer of a burst and its end, and again until the next burst. */
const REST_MS = 300
/** What an answer may take. */
const PATIENCE_MS = 5_000

const quiet = (socket: Socket): Socket => socket.on('error', () => {}).resume()

/** Resolves with the first received bytes, at the end of the connection, or when patience is over. */
const answered = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS)
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    socket.once('data', end).once('close', end)
  })

/** The attacks by their names: `small` ones have a tenth of the connections. */
export function bursts({ port, tlsPort, until }: BurstTarget): Readonly<Record<string, Run>> {
  const opened = (): Socket => quiet(connect(port, '127.0.0.1'))

  /** Opens connections at once, waits for all answers, closes all at once, and begins again. */
  const repeat = async (count: number, burst: (open: readonly Socket[]) => Promise<unknown>, open = opened) => {
    while (Date.now() < until) {
      const sockets = Array.from({ length: count }, open)
      await burst(sockets)
      await pause(REST_MS)
      for (const socket of sockets) socket.destroy()
      await pause(REST_MS)
    }
  }

  /** Each connection sends this as soon as it is open. */
  const senders = (count: number, request: string): Promise<void> =>
    repeat(count, async (sockets) => {
      for (const socket of sockets) socket.write(request)
      await Promise.all(sockets.map(answered))
    })

  /** All connections are open before any of them sends this. */
  const together = (count: number, bytes: string | Buffer, open = opened): Promise<void> => {
    const burst = async (sockets: readonly Socket[]): Promise<void> => {
      await Promise.all(sockets.map(connected))
      await pause(REST_MS)
      for (const socket of sockets) socket.write(bytes)
      await Promise.all(sockets.map(answered))
    }
    return repeat(count, burst, open)
  }

  const closers = (count: number): Promise<void> =>
    repeat(count, (sockets) => Promise.all(sockets.map(async (socket) => (await connected(socket), socket.destroy()))))

  /** WebSockets that are all open before any of them sends a close frame. */
  const leavers = (count: number): Promise<void> =>
    repeat(count, async (sockets) => {
      for (const bytes of [upgrade, frame(CLOSE, '')]) {
        for (const socket of sockets) socket.write(bytes)
        await Promise.all(sockets.map(answered))
        await pause(REST_MS)
      }
    })

  const secureContext = createSecureContext()
  const secure = (): Socket =>
    quiet(connectTls({ port: tlsPort, host: '127.0.0.1', secureContext, rejectUnauthorized: false }))
  const handshakes = (count: number): Promise<void> =>
    repeat(count, (sockets) => Promise.all(sockets.map((socket) => secured(socket))), secure)

  /** TCP connections that all send the start of the same handshake at once, and do not go on. */
  const hellos = async (count: number): Promise<void> => {
    const hello = await recordedHello()
    await together(count, hello, () => quiet(connect(tlsPort, '127.0.0.1')))
  }

  /** Clients whose first message comes in records of one byte, and its end in reads of one byte. */
  const drips = async (count: number): Promise<void> => {
    const begun = Buffer.concat([Buffer.from([22, 3, 1, 0, 4, 1, 0, 0x3f, 0xf0]), ...records(2_000)])
    const [rest] = records(1)
    const sockets = Array.from({ length: count }, () => quiet(connect(tlsPort, '127.0.0.1')).setNoDelay())
    for (const socket of sockets) socket.write(begun)
    while (Date.now() < until)
      for (const byte of rest ?? []) {
        for (const socket of sockets) if (!socket.destroyed) socket.write(Buffer.of(byte))
        await pause(1)
      }
  }

  const upgrade = upgradeOf(port, '/ws', 'wamp.2.json')
  const unfit = upgradeOf(port, '/ws')
  const request = `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
  const all = (share: number, suffix: string): Readonly<Record<string, Run>> => ({
    [`a burst of upgrades without a subprotocol${suffix}`]: () => senders(4_000 * share, unfit),
    [`a burst of upgrades${suffix}`]: () => senders(4_000 * share, upgrade),
    [`a burst of upgrades on open connections${suffix}`]: () => together(4_000 * share, upgrade),
    [`a burst of requests${suffix}`]: () => senders(4_000 * share, request),
    [`a burst of connections that close${suffix}`]: () => closers(4_000 * share),
    [`a burst of close frames${suffix}`]: () => leavers(4_000 * share),
    [`a burst of TLS handshakes${suffix}`]: () => handshakes(1_000 * share),
    [`a burst of starts of TLS handshakes${suffix}`]: () => hellos(1_000 * share),
  })
  return { ...all(1, ''), ...all(0.1, ', small'), 'TLS clients that begin byte by byte': () => drips(500) }
}

/** Records of TLS that each hold one byte of a message. */
const records = (count: number): readonly Buffer[] =>
  Array.from({ length: count }, () => Buffer.from([22, 3, 1, 0, 1, 7]))

const connected = (socket: Socket): Promise<void> => happened(socket, 'connect')
const secured = (socket: Socket): Promise<void> => happened(socket, 'secureConnect')

const happened = (socket: Socket, event: string): Promise<void> =>
  new Promise((resolve) => socket.once(event, () => resolve()).once('close', () => resolve()))

/** The first bytes that a TLS client sends. */
async function recordedHello(): Promise<Buffer> {
  const server = createServer((socket) => quiet(socket)).listen(0, '127.0.0.1')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connectTls({ port, host: '127.0.0.1' })
  quiet(client)
  const [socket] = await accepted
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  server.close()
  return bytes
}
