/** The attackers, in a process of their own: `attacker.ts <name> <port> <milliseconds> <port with TLS>`. */
import { bursts } from './bursts.ts'
import { bigInteger, conversions } from './conversions.ts'
import { crowds } from './crowds.ts'
import { oddFrames } from './odd-frames.ts'
import { BINARY, flood, frame, join, open, pause, PONG, TEXT } from './raw-socket.ts'

const [name = '', port = '0', ms = '0', tlsPort = '0'] = process.argv.slice(2)
const at = Number(port)
const until = Date.now() + Number(ms)

const repeated = (count: number, block: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => block))
const each = async <Result>(count: number, make: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/**
 * MessagePack, 1 MiB: `[1, "realm1", {authmethods: ["ticket"], authid: "joe", roles: {caller: {}}, authextra: {x:
 * [{"": {}}, …]}}]`.
 */
function hugeHello(): Buffer {
  const short = (text: string): Buffer => Buffer.concat([Buffer.from([0xa0 | text.length]), Buffer.from(text)])
  const items = 349_333
  const list = Buffer.alloc(5 + 3 * items)
  list[0] = 0xdd
  list.writeUInt32BE(items, 1)
  for (let index = 0; index < items; index++) list.set([0x81, 0xa0, 0x80], 5 + 3 * index)
  return Buffer.concat([
    Buffer.from([0x93, 1]),
    short('realm1'),
    Buffer.from([0x84]),
    ...[short('authmethods'), Buffer.from([0x91]), short('ticket'), short('authid'), short('joe')],
    ...[short('roles'), Buffer.from([0x81]), short('caller'), Buffer.from([0x80])],
    ...[short('authextra'), Buffer.from([0x81]), short('x'), list],
  ])
}

async function hellos(count: number): Promise<void> {
  const bytes = frame(BINARY, hugeHello())
  while (Date.now() < until)
    await each(count, async () => {
      const socket = await open(at, '/ws', 'wamp.2.msgpack')
      socket.write(bytes)
      await pause(Math.min(4_000, until - Date.now()))
      socket.destroy()
    })
}

async function publishers(count: number): Promise<void> {
  const block = repeated(1_000, frame(TEXT, '[16,1,{},"flood",["x"]]'))
  await each(count, async () => flood(await join(at), block, until))
}

async function pongs(count: number): Promise<void> {
  const block = repeated(10_000, frame(PONG, ''))
  await each(count, async () => {
    while (Date.now() < until) await flood(await open(at), block, until)
  })
}

async function fragments(): Promise<void> {
  const socket = await join(at)
  const pad = repeated(10_900, frame(PONG, ''))
  socket.write(frame(TEXT, '[', false))
  await flood(socket, Buffer.concat([frame(0, ' ', false), pad]), until)
}

async function batches(count: number, path: string): Promise<void> {
  const publish = '[16,1,{},"a",[]]\u001e'.repeat(path === '/ws' ? 0 : 1_000)
  const batch = frame(TEXT, publish + '[337,1]\u001e'.repeat(Math.floor((1_048_576 - publish.length) / 8)))
  const authorizer = await join(at)
  authorizer.write(frame(TEXT, '[64,1,{},"app.authorize"]'))
  await pause(200)
  const sockets = await each(count, () => join(at, path, 'wamp.2.json.batched'))
  for (const socket of sockets) socket.write(batch)
  await pause(until - Date.now())
}

/** Connects ten thousand subscribers, in steps. Then publishes an event each second. */
async function fanOut(count: number): Promise<void> {
  const sockets = []
  while (sockets.length < count) sockets.push(...(await each(200, () => join(at))))
  for (const socket of sockets) socket.write(frame(TEXT, '[32,1,{},"news"]'))
  const publisher = await join(at)
  await pause(2_000)
  process.send?.('ready')
  for (let request = 1; request <= 5; request++) {
    publisher.write(frame(TEXT, `[16,${request},{},"news",["${'x'.repeat(100)}"]]`))
    await pause(1_000)
  }
}

/**
 * Subscribes many sessions to each prefix of one long topic. Then publishes to it each second: each session gets more
 * than a thousand events.
 */
async function nestedPrefixes(count: number): Promise<void> {
  const topic = `${'a.'.repeat(511)}aa`
  const subscribe = (length: number): Buffer =>
    frame(TEXT, `[32,${length + 1},{"match":"prefix"},"${topic.slice(0, length)}"]`)
  const block = Buffer.concat(Array.from({ length: topic.length + 1 }, (_, length) => subscribe(length)))
  const sockets = await each(count, () => join(at))
  for (const socket of sockets) {
    socket.write(block)
    await pause(20)
  }
  const publisher = await join(at)
  await pause(2_000)
  process.send?.('ready')
  for (let request = 1; request <= 5; request++) {
    publisher.write(frame(TEXT, `[16,${request},{},"${topic}",["x"]]`))
    await pause(1_000)
  }
}

async function tinyValues(count: number): Promise<void> {
  const block = frame(TEXT, `[16,1,{},"flood",[${'{},'.repeat(60_000)}0]]`)
  await each(count, async () => flood(await join(at), block, until))
}

/** Adds testaments of the maximum size from many sessions, which then all end at once. */
async function testaments(count: number): Promise<void> {
  while (Date.now() < until) {
    const sockets = await each(count, () => join(at))
    const values = Array.from({ length: 60_000 }, (_, index) => index % 10).join()
    for (const [index, socket] of sockets.entries())
      for (let request = 1; request <= 8; request++)
        socket.write(frame(TEXT, `[48,${request},{},"wamp.session.add_testament",["flood.${index}",[${values}]]]`))
    await pause(1_500)
    for (const socket of sockets) socket.destroy()
  }
}

/** Registers a callee that gets calls, answers none, and leaves. */
async function desertion(callers: number): Promise<void> {
  while (Date.now() < until) {
    const callee = await join(at)
    callee.write(frame(TEXT, '[64,1,{},"slow.procedure"]'))
    await pause(100)
    const sockets = await each(callers, () => join(at))
    for (const socket of sockets)
      socket.write(
        Buffer.concat(
          Array.from({ length: 10_000 }, (_, index) => frame(TEXT, `[48,${index + 1},{},"slow.procedure"]`)),
        ),
      )
    await pause(2_500)
    callee.destroy()
    await pause(500)
    for (const socket of sockets) socket.destroy()
  }
}

/** Large calls that are never answered, to callees that may refuse them: the router keeps calls for the next callee. */
async function keptCalls(): Promise<void> {
  const features = '{"features":{"call_reroute":true,"shared_registration":true}}'
  for (let callees = 0; callees < 2; callees++) {
    const callee = await open(at)
    callee.write(frame(TEXT, `[1,"realm1",{"roles":{"callee":${features}}}]`))
    await pause(100)
    callee.write(frame(TEXT, '[64,1,{"invoke":"roundrobin"},"kept.procedure"]'))
  }
  await pause(100)
  const rest = frame(0, `${'x'.repeat(1_000_000)}"]]`)
  const caller = await join(at)
  for (let request = 1; Date.now() < until && !caller.destroyed; request++) {
    caller.write(Buffer.concat([frame(TEXT, `[48,${request},{},"kept.procedure",["`, false), rest]))
    await pause(8) // so that the callees can read, and are not ended
  }
}

/** Sessions with thousands of subscriptions that all leave at once. */
async function subscribersLeave(count: number): Promise<void> {
  const topics = Array.from({ length: 9_000 }, (_, index) => frame(TEXT, `[32,${index + 1},{},"topic.${index}"]`))
  const block = Buffer.concat(topics)
  while (Date.now() < until) {
    const sockets = await each(count, () => join(at))
    for (const socket of sockets) socket.write(block)
    await pause(3_000)
    for (const socket of sockets) socket.destroy()
    await pause(1_000)
  }
}

/** Sends options of 1 MiB with as many values as fit. */
async function heavyOptions(count: number): Promise<void> {
  const block = frame(TEXT, `[32,1,{"x":[${'{},'.repeat(340_000)}0]},"flood"]`)
  await each(count, async () => flood(await join(at), block, until))
}

const attacks: Readonly<Record<string, () => Promise<void>>> = {
  ...crowds(at, until),
  ...oddFrames(at, until),
  ...bursts({ port: at, tlsPort: Number(tlsPort), until }),
  'hellos of 20': () => hellos(20),
  'hellos of 60': () => hellos(60),
  'publishers, 10': () => publishers(10),
  'publishers, 50': () => publishers(50),
  'pongs of 20 strangers': () => pongs(20),
  'fragments between pongs': fragments,
  'batches of 150': () => batches(150, '/ws'),
  'batches of 150, authorizer hangs': () => batches(150, '/asked'),
  'one publication to 10,000': () => fanOut(10_000),
  'one publication to 400': () => fanOut(400),
  'one publication that 100,000 patterns match': () => nestedPrefixes(98),
  'one publication that 10,000 patterns match': () => nestedPrefixes(10),
  'tiny values, 10 senders': () => tinyValues(10),
  'testaments of 34 sessions': () => testaments(34),
  'a callee leaves with 100,000 calls': () => desertion(10),
  'large calls that may be put to another callee': keptCalls,
  'subscribers leave': () => subscribersLeave(20),
  'options of tiny values': () => heavyOptions(3),
  'JSON to MessagePack and CBOR': () => conversions(at, 'json', Number(ms)),
  'MessagePack to JSON and CBOR': () => conversions(at, 'msgpack', Number(ms)),
  'CBOR to JSON and MessagePack': () => conversions(at, 'cbor', Number(ms)),
  'JSON with a big integer to the others': () => bigInteger(at, until),
  nothing: () => pause(Number(ms)),
}

const attackers = attacks[name]
if (attackers === undefined) throw new RangeError(`there is no attack ${name}`)
if (!name.startsWith('one publication') && !/ to .* and /.test(name)) process.send?.('ready')
await attackers()
process.send?.('over')
// Stays until it is killed: the end of thousands of connections at once is not measured here.
process.on('disconnect', () => process.exit())
setInterval(() => {}, 1_000)
