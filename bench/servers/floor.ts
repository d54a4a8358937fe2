/**
 * The floors: servers on bare `ws` that speak just enough WAMP to be measured with the same load. `naive` sends one
 * Buffer per receiver at once. `coalesced` joins the frames of a turn for each socket, and shares no work between
 * sockets. `relay` is naive. Both relay calls, and replace their ids. `wampcra` is naive, and challenges at HELLO; it
 * computes the same HMAC as a router, and measures its event loop's delay as the router that it is compared with. All send a WELCOME with the details that a router sends: clients rely on them, and
 * a WELCOME of 60 bytes instead of 1,000 is not the same traffic.
 *
 * node bench/servers/floor.ts naive|coalesced|relay|wampcra
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Duplex } from 'node:stream'
import { createServer } from 'node:http'
import { listenAndTell, tellDelay, tellMemory } from './tell.ts'

const kind = process.argv[2] ?? 'naive'
const wss = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  clientTracking: false,
  handleProtocols: () => 'wamp.2.json',
})
const http = createServer()

interface Client {
  readonly ws: WebSocket
  readonly socket: Duplex
  waiting: Buffer[]
  challenge: string
}

const subscribers = new Set<Client>()
const calls = new Map<number, { readonly caller: Client; readonly request: number }>()
let callee: Client | undefined
let nextId = 1
let dirty: Client[] = []

function header(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length])
  return Buffer.from([0x81, 126, length >> 8, length & 255])
}

function flush(): void {
  const all = dirty
  dirty = []
  for (const client of all) {
    client.socket.write(Buffer.concat(client.waiting))
    client.waiting = []
  }
}

const isJoined = kind === 'coalesced'

function event(args: unknown): void {
  const body = Buffer.from(JSON.stringify([36, 1, nextId++, {}, args]))
  if (!isJoined) {
    for (const { ws } of subscribers) ws.send(body, { binary: false })
    return
  }
  const frame = Buffer.concat([header(body.length), body])
  for (const client of subscribers) later(client, frame)
}

function later(client: Client, frame: Buffer): void {
  if (client.waiting.length === 0) {
    if (dirty.length === 0) setImmediate(flush)
    dirty.push(client)
  }
  client.waiting.push(frame)
}

function send(client: Client, message: unknown): void {
  const text = JSON.stringify(message)
  if (!isJoined) return client.ws.send(text)
  const body = Buffer.from(text)
  later(client, Buffer.concat([header(body.length), body]))
}

/** As long as the challenge of a router. */
const challengeOf = (session: number): string =>
  JSON.stringify({
    authid: 'joe',
    authrole: 'free',
    authmethod: 'wampcra',
    authprovider: 'static',
    nonce: randomBytes(16).toString('base64'),
    timestamp: new Date().toISOString(),
    session,
  })

function challenge(client: Client): void {
  client.challenge = challengeOf(nextId)
  send(client, [4, 'wampcra', { challenge: client.challenge }])
}

function authenticate(client: Client, signature: unknown): void {
  const wanted = createHmac('sha256', 'secret').update(client.challenge).digest()
  const given = Buffer.from(String(signature), 'base64')
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) client.ws.terminate()
  else welcome(client)
}

const featuresOf = (names: string): object => ({
  features: Object.fromEntries(names.split(' ').map((name) => [name, true])),
})

/** What Wampeter sends to everybody. Only the id of the session differs. */
const WELCOME = {
  agent: 'bare ws',
  realm: 'realm1',
  authid: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA',
  authrole: 'anonymous',
  authmethod: 'anonymous',
  authprovider: 'static',
  authextra: {},
  roles: {
    broker: featuresOf(
      'event_retention pattern_based_subscription payload_passthru_mode publisher_exclusion publisher_identification ' +
        'subscriber_blackwhite_listing subscription_revocation session_meta_api subscription_meta_api',
    ),
    dealer: featuresOf(
      'call_canceling call_reroute call_timeout caller_identification pattern_based_registration ' +
        'payload_passthru_mode progressive_call_invocations progressive_call_results registration_revocation ' +
        'shared_registration session_meta_api registration_meta_api testament_meta_api',
    ),
  },
}

const welcome = (client: Client): void => send(client, [2, nextId++, WELCOME])

function handle(client: Client, [code, id, options, uri, ...payload]: readonly unknown[]): void {
  if (code === 1) {
    if (kind === 'wampcra') challenge(client)
    else welcome(client)
  } else if (code === 5) authenticate(client, id)
  else if (code === 32) {
    subscribers.add(client)
    send(client, [33, id, 1])
  } else if (code === 16) event(uri === undefined ? [] : payload[0])
  else if (code === 64) {
    callee = client
    send(client, [65, id, 1])
  } else if (code === 48 && callee !== undefined) {
    calls.set(nextId, { caller: client, request: Number(id) })
    send(callee, [68, nextId++, 1, {}, ...payload])
  } else if (code === 70) {
    const call = calls.get(Number(id))
    const isProgress = (options as { readonly progress?: boolean }).progress === true
    if (!isProgress) calls.delete(Number(id))
    if (call !== undefined) send(call.caller, [50, call.request, options, uri])
  }
}

http.on('upgrade', (request, socket, head) =>
  wss.handleUpgrade(request, socket, head, (ws) => {
    const client: Client = { ws, socket, waiting: [], challenge: '' }
    ws.on('message', (data) => handle(client, JSON.parse(String(data)) as unknown[]))
    ws.on('close', () => subscribers.delete(client))
    ws.on('error', () => {})
  }),
)
if (kind === 'wampcra') tellDelay()
else tellMemory()
listenAndTell(http)
