/** A WAMP peer that sends exactly the frames that a test wants, over a real WebSocket. */
import { json } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'
import { splitBytes, splitText } from '@wampeter/protocol'
import type { Message, Serializer, SerializerName } from '@wampeter/protocol'
import { WebSocket } from 'ws'

const SERIALIZERS: Readonly<Record<SerializerName, Serializer>> = { json, msgpack, cbor }

export interface Dialect {
  readonly serializer: SerializerName
  readonly isBatched: boolean
}

export const PLAIN_JSON: Dialect = { serializer: 'json', isBatched: false }

export const HELLO = {
  kind: 'HELLO',
  realm: 'realm1',
  details: { roles: { publisher: {}, subscriber: {}, caller: {}, callee: {} } },
} as const

/** The same, from a client that announces *Subscription Revocation* and *Registration Revocation*. */
export const REVOCABLE = {
  ...HELLO,
  details: {
    roles: {
      publisher: {},
      caller: {},
      subscriber: { features: { subscription_revocation: true } },
      callee: { features: { registration_revocation: true } },
    },
  },
} as const

type Closed = { readonly code: number; readonly reason: string }

export class RawClient {
  readonly ws: WebSocket
  readonly #serializer: Serializer
  readonly #isBatched: boolean
  readonly #received: Message[] = []
  #waiting: ((message: Message) => void)[] = []
  readonly closed: Promise<Closed>

  constructor(url: string, { serializer, isBatched }: Dialect = PLAIN_JSON, headers: Record<string, string> = {}) {
    this.#serializer = SERIALIZERS[serializer]
    this.#isBatched = isBatched
    this.ws = new WebSocket(url, [`wamp.2.${serializer}${isBatched ? '.batched' : ''}`], { headers })
    this.ws.on('message', (data: Buffer, isBinary) => this.#take(isBinary ? data : data.toString()))
    this.ws.on('error', () => {})
    this.closed = new Promise((resolve) =>
      this.ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    )
  }

  /** Connects, and joins the realm as `anonymous`. */
  static async join(url: string, dialect: Dialect = PLAIN_JSON): Promise<RawClient> {
    const client = await RawClient.connect(url, dialect)
    client.send(HELLO)
    await client.next('WELCOME')
    return client
  }

  static async connect(url: string, dialect: Dialect = PLAIN_JSON): Promise<RawClient> {
    const client = new RawClient(url, dialect)
    await new Promise((resolve, reject) => client.ws.on('open', resolve).on('error', reject))
    return client
  }

  send(...messages: readonly Message[]): void {
    for (const message of messages) this.sendRaw(this.#framed(this.#serializer.write(message)))
  }

  sendRaw(data: string | Uint8Array): void {
    this.ws.send(data, { binary: typeof data !== 'string' })
  }

  #framed(data: string | Uint8Array): string | Uint8Array {
    if (!this.#isBatched) return data
    if (typeof data === 'string') return `${data}\u001e`
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, data])
  }

  #take(data: string | Uint8Array): void {
    const messages = !this.#isBatched ? [data] : typeof data === 'string' ? splitText(data) : splitBytes(data)
    for (const message of messages) {
      const read = this.#serializer.read(message)
      const waiting = this.#waiting.shift()
      if (waiting === undefined) this.#received.push(read)
      else waiting(read)
    }
  }

  /** The next message, which must be of this kind; fails after a minute of silence. */
  async next<Kind extends Message['kind']>(kind: Kind): Promise<Extract<Message, { kind: Kind }>> {
    const message = this.#received.shift() ?? (await this.#arrival())
    if (message.kind !== kind) throw new Error(`expected ${kind}, got ${JSON.stringify(message)}`)
    return message as Extract<Message, { kind: Kind }>
  }

  #arrival(): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no message within a minute')), 60_000)
      this.#waiting.push((message) => {
        clearTimeout(timer)
        resolve(message)
      })
    })
  }

  end(): void {
    this.ws.terminate()
  }
}
