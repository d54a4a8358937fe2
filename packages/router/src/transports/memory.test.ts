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
      ...{ yieldIfDue: () => {}, slowDown: () => {}, speedUp: () => {} },
      ...{ waitForRoom: () => {}, hasRoom: () => {} },
    },
  })
  const settle = (): void => {
    for (let run = due.shift(); run !== undefined; run = due.shift()) run()
  }
  return { transport, told, settle }
}

test('frames move both ways, later, in order, and one at a time where they were joined', () => {
  const { transport, told, settle } = setUp()
  const joined = Buffer.concat([memoryFraming.frame('ä'), memoryFraming.frame('two')])
  transport.write(joined)
  transport.send('ping')
  assert.deepEqual(told, [])
  settle()
  assert.deepEqual(told, ['peer ä', 'peer two', 'router ping', 'peer pong'])
})

test('binary messages arrive as bytes of their own', () => {
  const { transport, told, settle } = setUp(true)
  const bytes = memoryFraming.frame(Uint8Array.of(1, 2))
  transport.write(bytes)
  bytes.fill(9)
  settle()
  assert.deepEqual(told, ['peer bytes 1,2'])
})

test('what was written before the end arrives, and nothing after it', () => {
  const { transport, told, settle } = setUp()
  transport.write(memoryFraming.frame('last'))
  transport.close(1000, 'goodbye')
  transport.write(memoryFraming.frame('late'))
  transport.send('late')
  transport.hangUp()
  settle()
  assert.deepEqual(told, ['peer last', 'router closed', 'peer closed: goodbye'])
})

test('what comes while the router does not read waits, in order', () => {
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

test('what came while the router did not read comes before what is still on its way', () => {
  const { transport, told, settle } = setUp()
  transport.pause()
  transport.send('one')
  settle()
  transport.send('two')
  transport.resume()
  settle()
  assert.deepEqual(told, ['router one', 'router two'])
})

test('a connection that is cut loses what was on its way', () => {
  const { transport, told, settle } = setUp()
  transport.write(memoryFraming.frame('lost'))
  transport.destroy()
  settle()
  assert.deepEqual(told, ['router closed', 'peer closed: the router cut the connection'])
})
