import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import test from 'node:test'
import { LogHistory } from '../log/history.ts'
import type { Program } from '../programs/program.ts'
import { LogStreams, usualLimits } from './log-stream.ts'

/** A browser's connection that reads only when the test says so. */
class Reader extends EventEmitter {
  status = 0
  waiting: string[] = []
  read: string[] = []

  get writableLength(): number {
    return this.waiting.join('').length
  }

  writeHead(status: number): this {
    this.status = status
    return this
  }

  write(text: string): boolean {
    this.waiting.push(text)
    return true
  }

  end(): void {
    this.emit('close')
  }

  drain(): string {
    this.read.push(...this.waiting)
    this.waiting = []
    return this.read.join('')
  }
}

const router = {
  name: 'router 1',
  watch: (watcher: (state: object) => void) => {
    watcher({ kind: 'up' })
    return () => {}
  },
} as unknown as Program

const client = {
  name: 'client 1',
  watch: (watcher: (state: object) => void) => {
    watcher({ kind: 'down' })
    return () => {}
  },
} as unknown as Program

function open(streams: LogStreams, { url = '/1/log', headers = {} }: { url?: string; headers?: object } = {}): Reader {
  const reader = new Reader()
  streams.open([router, client], { url, headers } as IncomingMessage, reader as unknown as ServerResponse)
  return reader
}

const say = (history: LogHistory, text: string, source = 'router 1') =>
  history.write({ at: 0, source, level: 'info', text })

test('a reader gets past lines, the state and new lines, of its router only', () => {
  const history = new LogHistory()
  const streams = new LogStreams(history)
  say(history, 'before')
  say(history, 'elsewhere', 'router 2')
  const reader = open(streams)
  say(history, 'after')
  reader.end()
  say(history, 'too late')

  const text = reader.drain()
  assert.match(
    text,
    /id: 1\nevent: line\ndata: .*before.*\n\nevent: state\n.*up.*\n\n(event: state\n.*\n\n)?id: 3\nevent: line\ndata: .*after/,
  )
  assert.doesNotMatch(text, /elsewhere|too late/)
})

test('one stream has the lines and the states of all programs of a lesson, in order', () => {
  const history = new LogHistory()
  const streams = new LogStreams(history)
  say(history, 'first', 'client 1')
  say(history, 'second')
  const reader = open(streams)
  say(history, 'third', 'client 1')

  const text = reader.drain()
  assert.match(text, /"from":"client 1".*first[^]*"from":"router 1".*second[^]*third/)
  assert.match(text, /"kind":"up","of":"router 1"[^]*"kind":"down","of":"client 1"/)
  reader.end()
})

test('history is bounded, and a reader that comes back gets only what it missed', () => {
  const history = new LogHistory()
  const streams = new LogStreams(history, { ...usualLimits, linesOfHistory: 10 })
  for (let count = 1; count <= 50; count++) say(history, `line ${count}`)

  const first = open(streams)
  assert.equal(first.drain().match(/event: line/g)?.length, 10)
  first.end()
  const query = open(streams, { url: '/1/log?after=48' })
  assert.equal(query.drain().match(/event: line/g)?.length, 2)
  query.end()
  const header = open(streams, { headers: { 'last-event-id': '49' } })
  assert.equal(header.drain().match(/event: line/g)?.length, 1)
  header.end()
})

test('a slow reader misses lines, gets their number, and takes bounded memory', () => {
  const history = new LogHistory()
  const streams = new LogStreams(history, { ...usualLimits, mostWaitingBytes: 10_000 })
  const slow = open(streams)
  for (let count = 0; count < 1_000; count++) say(history, 'x'.repeat(100))
  assert.ok(slow.writableLength < 11_000)

  slow.drain()
  say(history, 'at last')

  assert.match(slow.drain(), /event: leftout\ndata: \{"lines":\d{3}\}\n\nid: 1001\nevent: line\ndata: .*at last/)
  slow.end()
})

test('there is a bound on readers, and one that leaves makes room', () => {
  const streams = new LogStreams(new LogHistory(), { ...usualLimits, mostStreams: 2 })
  const first = open(streams)
  const second = open(streams)
  assert.equal(open(streams).status, 503)

  first.end()
  const fourth = open(streams)
  assert.equal(fourth.status, 200)
  second.end()
  fourth.end()
})
