import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { CLOSED_PER_TURN } from '../session/turn.ts'
import { SocketFeed } from './socket-feed.ts'
import type { FeedReader } from './socket-feed.ts'
import { TestDuplex } from './test-duplex.ts'

/** A reader that takes one byte after the other, and may act on each. */
function setUp({ turn } = testTurn()) {
  const socket = new TestDuplex()
  const heard: string[] = []
  let isStopped = false
  let act: (byte: string) => void = () => {}
  const reader: FeedReader = {
    read(bytes) {
      isStopped = false
      for (const [index, byte] of bytes.entries()) {
        const letter = String.fromCodePoint(byte)
        heard.push(letter)
        act(letter)
        if (isStopped) return index + 1
      }
      return bytes.length
    },
    stop: () => void (isStopped = true),
    dropped: () => act('dropped'),
    ended: () => heard.push('end'),
    closed: () => heard.push('closed'),
  }
  const feed = new SocketFeed(socket, reader, turn.closings)
  return {
    socket,
    feed,
    text: () => heard.join(''),
    on: (what: (byte: string) => void) => void (act = what),
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('the head and what follows is read in order, without listeners for data', () => {
  const { socket, feed, text } = setUp()
  feed.start(Buffer.from('ab'))
  assert.equal(socket.push(Buffer.from('cd')), true)
  assert.equal(text(), 'abcd')
  assert.deepEqual([socket.listenerCount('data'), socket.readableLength], [0, 0])
})

test('what the stream has read already is not lost', async () => {
  const { socket, feed, text } = setUp()
  socket.push(Buffer.from('cd'))
  socket.push(Buffer.from('ef'))
  feed.start(Buffer.from('ab'))
  socket.push(Buffer.from('gh'))
  await settled()
  assert.equal(text(), 'abcdefgh')
})

test('a feed that is paused stops at once, stops the system, and reads on after resume', async () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  on((byte) => byte === 'b' && feed.pause())
  assert.equal(socket.push(Buffer.from('abc')), false)
  assert.equal(socket.push(Buffer.from('de')), false)
  await settled()
  assert.equal(text(), 'ab')
  const { reads } = socket
  feed.resume()
  assert.equal(text(), 'ab')
  await settled()
  assert.deepEqual([text(), socket.reads], ['abcde', reads + 1])
})

test('a feed that is paused and resumed by one event reads on', () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  on(() => {
    feed.pause()
    feed.resume()
  })
  assert.equal(socket.push(Buffer.from('abc')), true)
  assert.equal(text(), 'abc')
})

test('the end comes after everything that was read before, even if the feed was paused', async () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  on((byte) => byte === 'a' && feed.pause())
  socket.push(Buffer.from('ab'))
  socket.push(null)
  await settled()
  assert.equal(text(), 'a')
  feed.resume()
  await settled()
  assert.equal(text(), 'abend')
})

test('the end is not reported while the feed is paused: its owner may still be at work on what was read', async () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  on((byte) => byte === 'b' && feed.pause())
  socket.push(Buffer.from('ab'))
  socket.push(null)
  await settled()
  assert.equal(text(), 'ab')
  feed.resume()
  await settled()
  assert.equal(text(), 'abend')
})

test('the end is reported once, and the stream ends too', async () => {
  const { socket, feed, text } = setUp()
  feed.start(Buffer.alloc(0))
  const ended = once(socket, 'end')
  socket.push(null)
  await ended
  feed.pause()
  feed.resume()
  await settled()
  assert.equal(text(), 'end')
})

test('a feed that drops keeps nothing and lets the peer send', async () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  on((byte) => byte === 'a' && feed.drop())
  assert.equal(socket.push(Buffer.from('abc')), true)
  assert.equal(socket.push(Buffer.from('def')), true)
  await settled()
  assert.equal(text(), 'a')
})

test('a feed that drops may be paused, too', async () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  feed.drop()
  on((what) => what === 'dropped' && feed.pause())
  assert.equal(socket.push(Buffer.from('abc')), false)
  const { reads } = socket
  feed.resume()
  await settled()
  assert.deepEqual([text(), socket.reads], ['', reads + 1])
})

test('an error of the socket ends it, and closing is reported', async () => {
  const { socket, feed, text } = setUp()
  feed.start(Buffer.alloc(0))
  socket.destroy(new Error('reset'))
  await settled()
  assert.equal(text(), 'closed')
})

test('a feed that is resumed after its socket was destroyed reads nothing', async () => {
  const { socket, feed, text, on } = setUp()
  feed.start(Buffer.alloc(0))
  on(() => feed.pause())
  socket.push(Buffer.from('ab'))
  socket.destroy()
  feed.resume()
  await settled()
  assert.equal(text(), 'aclosed')
})

test('of many peers that end at once, a few end per turn, in their order, each after its bytes', () => {
  const set = testTurn()
  const peers = Array.from({ length: CLOSED_PER_TURN * 2 + 1 }, () => setUp(set))
  for (const { feed } of peers) feed.start(Buffer.alloc(0))
  for (const { socket } of peers) {
    socket.push(Buffer.from('a'))
    socket.push(null)
  }
  const ended = (): number => peers.filter(({ text }) => text() === 'aend').length
  assert.deepEqual([ended(), peers.filter(({ text }) => text() === 'a').length], [CLOSED_PER_TURN, CLOSED_PER_TURN + 1])
  set.endTurn()
  assert.deepEqual([ended(), peers.at(-1)?.text()], [CLOSED_PER_TURN * 2, 'a'])
  set.endTurn()
  assert.equal(ended(), peers.length)
})

/** A feed whose turn has ended as many peers as it may. */
function setUpLate() {
  const set = testTurn()
  for (let index = 0; index < CLOSED_PER_TURN; index++) set.turn.closings.add(() => {})
  return { ...set, ...setUp(set) }
}

test('a peer whose end waits for a turn while the feed is paused ends after the bytes that it sent', async () => {
  const { socket, feed, text, on, endTurn } = setUpLate()
  feed.start(Buffer.alloc(0))
  on((byte) => byte === 'a' && feed.pause())
  socket.push(Buffer.from('ab'))
  socket.push(null)
  endTurn()
  assert.equal(text(), 'a')
  feed.resume()
  await settled()
  assert.equal(text(), 'abend')
})

test('a feed that is resumed while the end of its peer waits hears the bytes first', async () => {
  const { socket, feed, text, on, endTurn } = setUpLate()
  feed.start(Buffer.alloc(0))
  on((byte) => byte === 'a' && feed.pause())
  socket.push(Buffer.from('ab'))
  socket.push(null)
  feed.resume()
  await settled()
  assert.equal(text(), 'ab')
  endTurn()
  assert.equal(text(), 'abend')
})

test('a socket that is destroyed while the end of its peer waits only closes', async () => {
  const { socket, feed, text, endTurn } = setUpLate()
  feed.start(Buffer.alloc(0))
  socket.push(null)
  socket.destroy()
  await settled()
  endTurn()
  assert.equal(text(), 'closed')
})
