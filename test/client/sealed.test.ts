/** Sealed payloads, with the example of docs/encryption.md, at our router over real sockets. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { CallResult, connect, WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { sealed } from '@wampeter/client/sealed'
import type { Sealer } from '@wampeter/client/sealed'
import { Payload } from '@wampeter/protocol'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'
import { aesGcm } from './aes-gcm.ts'

const key = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

let running: RunningRouter
const clients: Client[] = []
const errors: unknown[] = []
let keys: ReadonlyMap<string, CryptoKey>
before(async () => {
  running = await startRouter()
  keys = new Map([
    ['old', await key()],
    ['new', await key()],
  ])
})
after(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await running[Symbol.asyncDispose]()
})

function plain(): Client {
  const client = connect(running.url, { realm: 'realm1', onError: (error) => errors.push(error) })
  clients.push(client)
  return client
}
const secret = (keyid = 'new') => sealed(plain(), aesGcm(keys, keyid))

test('the example of the documentation is the code of this test', async () => {
  const [doc, code] = await Promise.all(
    ['../../docs/encryption.md', './aes-gcm.ts'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
  )
  assert.equal(doc?.match(/^```ts aes-gcm\.ts\n(.*?)^```/ms)?.[1], code)
})

test('events are encrypted for the router and open for subscribers, in order, whichever key sealed them', async () => {
  const [subscriber, publisher, older, router] = [secret(), secret(), secret('old'), plain()]
  const heard: unknown[] = []
  const seen: unknown[] = []
  const done = Promise.withResolvers<void>()
  await router.subscribe('chat', (args, kwargs, { ppt_scheme, ppt_serializer, ppt_cipher, ppt_keyid }) => {
    seen.push([
      args.length,
      args[0] instanceof Uint8Array,
      Object.keys(kwargs),
      ppt_scheme,
      ppt_serializer,
      ppt_cipher,
      ppt_keyid,
    ])
  })
  await subscriber.subscribe<[string], { n?: number }>('chat', ([text], { n }, { topic }) => {
    heard.push([text, n, topic])
    if (text === 'last') done.resolve()
  })
  for (let n = 0; n < 20; n++) void publisher.publish('chat', ['hello'], { kwargs: { n } })
  await publisher.publish('chat', ['hello'], { acknowledge: true, kwargs: { n: 20 } })
  await older.publish('chat', ['last'], { acknowledge: true })
  await done.promise
  assert.deepEqual(heard, [
    ...Array.from({ length: 21 }, (_, n) => ['hello', n, undefined]),
    ['last', undefined, undefined],
  ])
  assert.deepEqual(seen.at(0), [1, true, [], 'x_example', 'json', 'aes256gcm', 'new'])
  assert.deepEqual(seen.at(-1), [1, true, [], 'x_example', 'json', 'aes256gcm', 'old'])
})

test('a call, its result and its parts are sealed both ways', async () => {
  const [callee, caller, router] = [secret(), secret(), plain()]
  await callee.register<[number, number], { c: number }>('add', ([a, b], { c }) => new CallResult([a + b], { c }))
  const { value, kwargs } = await caller.call<number>('add', [1, 2], { kwargs: { c: 3 } })
  assert.deepEqual([value, kwargs], [3, { c: 3 }])
  await callee.register('count', async function* () {
    yield 1
    yield 2
    return 'end'
  })
  await callee.register('steps', (_args, _kwargs, _details, { progress }) => {
    for (const part of [1, 2]) progress([part])
    return 'end'
  })
  for (const procedure of ['count', 'steps']) {
    const parts: unknown[] = []
    const result = await caller.call(procedure, [], { onProgress: ({ value: part }) => parts.push(part) })
    assert.deepEqual([parts, result.value], [[1, 2], 'end'])
  }
  await assert.rejects(router.call('add', [1, 2]), { uri: 'wampeter.error.not_sealed' })
})

test('parts go both ways sealed, and reading events ends in silence with the client', async () => {
  const [callee, caller, publisher, leaver] = [secret(), secret(), secret(), plain()]
  await callee.register('double', async function* ([first], _kwargs, _details, { input }) {
    yield 2 * Number(first)
    for await (const { value } of input) yield 2 * Number(value)
    return 'end'
  })
  const stream = caller.stream<number | string>('double', [1], { hasInput: true })
  for (const value of [2, 3]) stream.send([value])
  stream.end([4])
  const parts: unknown[] = []
  for await (const { value } of stream) parts.push(value)
  assert.deepEqual([parts, (await stream.result).value], [[2, 4, 6, 8], 'end'])
  assert.throws(() => stream.send([5]), TypeError)

  const events = sealed(leaver, aesGcm(keys, 'new')).events<[string]>('read')
  const next = events.next()
  await leaver.call('wamp.session.count')
  await publisher.publish('read', ['one'], { acknowledge: true })
  assert.deepEqual((await next).value?.args, ['one'])
  await leaver.close()
  assert.equal((await events.next()).done, true)
})

test('a stream ends with the error of its call, of its sealer, or of a part that is not sealed; leaving it cancels the call', async () => {
  const [callee, caller, other] = [secret(), secret(), plain()]
  const cancelled = Promise.withResolvers<void>()
  await callee.register('waits', async function* (_args, _kwargs, _details, { signal }) {
    signal.addEventListener('abort', () => cancelled.resolve())
    yield 1
    await cancelled.promise
  })
  const uriOf = (stream: AsyncIterable<unknown>): Promise<unknown> =>
    Array.fromAsync(stream).then(
      () => undefined,
      (error: unknown) => (error instanceof WampError ? error.uri : (error as Error).message),
    )
  for await (const { value } of caller.stream('waits')) {
    assert.equal(value, 1)
    break
  }
  await cancelled.promise
  assert.equal(await uriOf(caller.stream('nowhere')), 'wamp.error.no_such_procedure')
  assert.equal(await uriOf(sealed(other, aesGcm(keys, 'unknown')).stream('waits')), 'there is no key unknown')
  await other.register('open', () => 1)
  assert.equal(await uriOf(caller.stream('open')), 'wampeter.error.not_sealed')
  let sealings = 0
  const fickle = sealed(plain(), {
    ...aesGcm(keys, 'new'),
    seal: (content, about) => aesGcm(keys, sealings++ === 0 ? 'new' : 'old').seal(content, about),
  })
  const mixed = fickle.stream('waits', [], { hasInput: true })
  mixed.send([1])
  assert.match(String(await uriOf(mixed)), /must all be sealed with the marks of the first/)
})

test('each part of an input is opened by the key that sealed it', async () => {
  const callee = secret()
  await callee.register('sum', async ([first], _kwargs, _details, { input }) => {
    let sum = Number(first)
    for await (const { value } of input) sum += Number(value)
    return sum
  })
  const caller = await RawClient.connect(running.url, { serializer: 'msgpack', isBatched: false })
  const features = { progressive_call_invocations: true, payload_passthru_mode: true }
  caller.send({ ...HELLO, details: { roles: { caller: { features } } } })
  await caller.next('WELCOME')
  for (const [at, keyid] of ['new', 'old', 'new'].entries()) {
    const { bytes } = await aesGcm(keys, keyid).seal({ args: [at + 1] }, { uri: 'sum' })
    const options = { ppt_scheme: 'x_example', ppt_keyid: keyid, ...(at < 2 && { progress: true }) }
    caller.send({ kind: 'CALL', request: 1, options, procedure: 'sum', payload: Payload.of([bytes]) })
  }
  const { details, payload } = await caller.next('RESULT')
  const [bytes] = payload.values().args
  const opened = await aesGcm(keys, 'new').open(
    { bytes: bytes as Uint8Array, marks: { pptScheme: 'x_example', pptKeyid: String(details.ppt_keyid) } },
    { uri: 'sum' },
  )
  assert.deepEqual(opened.args, [6])
  caller.end()
})

test('an error of a procedure is sealed, and one of the router comes as it is', async () => {
  const [callee, caller] = [secret(), secret()]
  await callee.register('fails', () => {
    throw new WampError('app.error', 'secret text', { kwargs: { more: 1 } })
  })
  await assert.rejects(caller.call('fails'), (error: WampError) => {
    assert.deepEqual([error.uri, error.message, error.kwargs], ['app.error', 'secret text', { more: 1 }])
    const { args } = error.cause as WampError
    return args.length === 0 || args[0] instanceof Uint8Array
  })
  await assert.rejects(caller.call('missing'), { uri: 'wamp.error.no_such_procedure' })
})

test('what is not sealed, was sealed for another topic, or by an unknown key, is not taken', async () => {
  const [subscriber, stranger, router] = [secret(), plain(), plain()]
  const heard: unknown[] = []
  const copied = Promise.withResolvers<Uint8Array>()
  await router.subscribe('other', ([bytes]) => copied.resolve(bytes as Uint8Array))
  await subscriber.subscribe('strict', (args) => heard.push(args))
  const marks = { pptScheme: 'x_example', pptSerializer: 'json', pptCipher: 'aes256gcm', pptKeyid: 'new' }
  await secret().publish('other', ['for another topic'], { acknowledge: true })
  errors.length = 0
  await stranger.publish('strict', ['plain'], { acknowledge: true })
  await stranger.publish('strict', [await copied.promise], { ...marks, acknowledge: true })
  await stranger.publish('strict', [new Uint8Array(40)], { ...marks, pptKeyid: 'lost', acknowledge: true })
  const last = Promise.withResolvers<void>()
  await subscriber.subscribe('end', () => last.resolve())
  await secret().publish('end', [], { acknowledge: true })
  await last.promise
  assert.deepEqual(heard, [])
  assert.deepEqual(
    errors.map((error) => (error instanceof WampError ? error.uri : (error as Error).name)),
    ['wampeter.error.not_sealed', 'OperationError', 'Error'],
  )
})

test('what a sealer throws rejects the request', async () => {
  const broken: Sealer = {
    seal: () => {
      throw new RangeError('no key yet')
    },
    open: () => ({ args: [] }),
  }
  const client = sealed(plain(), broken)
  await assert.rejects(client.publish('chat', ['x']), RangeError)
  await assert.rejects(client.call('add'), RangeError)
})
