import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFraming, MemoryTransport } from './memory.ts'

function setUp(isBinary = false) {
  const told: string[] = []
  const due: (() => void)[] = []
  const transport = new MemoryTransport(
    {
      frame: (data) => told.push(`peer ${typeof data === 'string' ? data : `bytes ${data.join()}`}`),
      closed: (why) => told.push(`peer closed: ${why}`),
    },
    { isBinary, defer: (run) => due.push(run) },
  )
  transport.listen({
    frame(data) {
      told.push(`router ${String(data)}`)
      if (data === 'ping') transport.write(memoryFraming.frame('pong'))
    },
    drained: () => {},
    closed: () => told.push('router closed'),
    transportFailed: () => {},
    oversized: () => {},
    inbox: {
      ...{ yieldIfDue: () => {}, expectWork: () => {}, slowDown: () => {}, speedUp: () => {} },
      ...{ waitForRoom: () => {}, hasRoom: () => {} },
    },
  })
  const settle = (): void => {
    for (let run = due.shift(); run !== undefined; run = due.shift()) run()
  }
  return { transport, told, settle }
}

test('frames arrive in both directions, later, in order, and one at a time even if they were joined', () => {
  const { transport, told, settle } = setUp()
  const joined = Buffer.concat([memoryFraming.frame('ä'), memoryFraming.frame('two')])
  transport.write(joined)
  transport.send('ping')
  assert.deepEqual(told, [])
  settle()
  assert.deepEqual(told, ['peer ä', 'peer two', 'router ping', 'peer pong'])
})

test('binary messages arrive as copies of their bytes', () => {
  const { transport, told, settle } = setUp(true)
  const bytes = memoryFraming.frame(Uint8Array.of(1, 2))
  transport.write(bytes)
  bytes.fill(9)
  settle()
  assert.deepEqual(told, ['peer bytes 1,2'])
})

test('frames written before closing arrive, and later ones do not', () => {
  const { transport, told, settle } = setUp()
  transport.write(memoryFraming.frame('last'))
  transport.close(1000, 'goodbye')
  transport.write(memoryFraming.frame('late'))
  transport.send('late')
  transport.hangUp()
  settle()
  assert.deepEqual(told, ['peer last', 'router closed', 'peer closed: goodbye'])
})

test('messages that arrive while the router does not read wait in order', () => {
  const { transport, told, settle } = setUp()
  transport.pause()
  transport.send('one')
  transport.send('two')
  settle()
  assert.deepEqual(told, [])
  transport.resume()
  transport.send('three')
  settle()
  assert.deepEqual(told, ['router one', 'router two', 'router three'])
})

test('messages that waited come before those that are still on their way', () => {
  const { transport, told, settle } = setUp()
  transport.pause()
  transport.send('one')
  settle()
  transport.send('two')
  transport.resume()
  settle()
  assert.deepEqual(told, ['router one', 'router two'])
})

test('a destroyed connection loses the frames that were on their way', () => {
  const { transport, told, settle } = setUp()
  transport.write(memoryFraming.frame('lost'))
  transport.destroy()
  settle()
  assert.deepEqual(told, ['router closed', 'peer closed: the router cut the connection'])
})
