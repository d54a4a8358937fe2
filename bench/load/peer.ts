/**
 * A WAMP client over node:net that only counts frames and parses as little as possible, so that it is not the
 * bottleneck.
 */
import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** The mask is zero, so the payload is sent as it is. */
export function clientFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255])
  return Buffer.concat([head, Buffer.alloc(4), body])
}

/** Who logs in, and where. */
export interface Account {
  readonly path: string
  readonly authid: string
  readonly secret: string
}

export class Peer {
  readonly socket: Socket
  /** Called for each chunk with the number of frames that ended in it. */
  onFrames: (count: number) => void = () => {}
  /** Where set, called for each whole frame. This costs more. */
  onText: ((text: string) => void) | undefined
  #rest: Buffer = Buffer.alloc(0)
  /** Bytes of the current frame still to come, when its header has been read. */
  #skip = 0

  private constructor(socket: Socket) {
    this.socket = socket
  }

  /** Connects, upgrades and joins realm1. */
  static async join(port: number, features = ''): Promise<Peer> {
    const peer = await Peer.open(port, '/ws')
    const withFeatures = `{"features":{${features}}}`
    await peer.ask(
      `[1,"realm1",{"roles":{"publisher":{},"subscriber":{},"caller":${withFeatures},"callee":${withFeatures}}}]`,
    )
    return peer
  }

  /** Connects, and logs in to realm1 by WAMP-CRA. */
  static async logIn(port: number, { path, authid, secret }: Account): Promise<Peer> {
    const peer = await Peer.open(port, path)
    const roles = '{"publisher":{},"subscriber":{},"caller":{},"callee":{}}'
    const asked = await peer.ask(`[1,"realm1",{"roles":${roles},"authmethods":["wampcra"],"authid":"${authid}"}]`)
    const [code, , extra] = JSON.parse(asked) as [number, string, { readonly challenge: string }]
    if (code !== 4) throw new Error(`no challenge: ${asked}`)
    const signature = createHmac('sha256', secret).update(extra.challenge).digest('base64')
    const answer = await peer.ask(`[5,"${signature}",{}]`)
    if (!answer.startsWith('[2,')) throw new Error(`not welcome: ${answer}`)
    return peer
  }

  /** Connects and upgrades. */
  static async open(port: number, path: string): Promise<Peer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const peer = new Peer(socket)
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
    ]
    socket.write(
      [...lines, 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Protocol: wamp.2.json', '', ''].join(
        '\r\n',
      ),
    )
    await new Promise<void>((resolve, reject) => {
      let head = Buffer.alloc(0)
      socket.once('error', reject)
      socket.on('data', function upgraded(chunk: Buffer) {
        head = Buffer.concat([head, chunk])
        if (!head.includes('\r\n\r\n')) return
        socket.off('data', upgraded)
        if (head.toString().startsWith('HTTP/1.1 101')) resolve()
        else reject(new Error(head.toString()))
      })
    })
    socket.on('data', (chunk: Buffer) => peer.#take(chunk))
    return peer
  }

  write(frames: Buffer): void {
    this.socket.write(frames)
  }

  /** Sends one message and waits for one frame. */
  async ask(text: string): Promise<string> {
    return new Promise((resolve) => {
      this.onText = (answer) => {
        this.onText = undefined
        resolve(answer)
      }
      this.write(clientFrame(text))
    })
  }

  #take(chunk: Buffer): void {
    if (this.onText !== undefined) return this.#takeTexts(chunk)
    let at = this.#skip
    let count = this.#skip > 0 && at <= chunk.length ? 1 : 0
    if (at > chunk.length) {
      this.#skip -= chunk.length
      return
    }
    this.#skip = 0
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = EMPTY
    while (at < data.length) {
      const short = data.length - at < 2 ? undefined : (data[at + 1] ?? 0) & 127
      if (short === undefined || (short === 126 && data.length - at < 4)) {
        this.#rest = data.subarray(at)
        break
      }
      at += short === 126 ? 4 + data.readUInt16BE(at + 2) : 2 + short
      if (at > data.length) this.#skip = at - data.length
      else count++
    }
    if (count > 0) this.onFrames(count)
  }

  #takeTexts(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (;;) {
      const { length } = this.#rest
      const short = length < 2 ? undefined : (this.#rest[1] ?? 0) & 127
      if (short === undefined || (short === 126 && length < 4)) return
      const [head, size] = short === 126 ? [4, this.#rest.readUInt16BE(2)] : [2, short]
      if (length < head + size) return
      const text = this.#rest.subarray(head, head + size).toString()
      this.#rest = this.#rest.subarray(head + size)
      this.onText?.(text)
    }
  }

  end(): void {
    this.socket.destroy()
  }
}

const EMPTY = Buffer.alloc(0)
