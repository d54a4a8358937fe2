import assert from 'node:assert/strict'
import test from 'node:test'
import { readChatLine } from './chat-line.ts'

const origin = { source: 'chat', stream: 'stdout', now: 5 } as const

test('a line of a part has its time, its level and the name of the part', () => {
  assert.deepEqual(readChatLine('2026-11-27 08:05:03.007 recorder      WARN it is late thread=tea', origin), {
    at: new Date(2026, 10, 27, 8, 5, 3, 7).getTime(),
    source: 'chat',
    level: 'warn',
    text: 'it is late thread=tea',
    who: 'recorder',
  })
})

test('the supervisor speaks as the chat itself', () => {
  const { who, level, text } = readChatLine('2026-11-27 08:05:03.007 chat          the chat is up after 5 ms', origin)

  assert.deepEqual({ who, level, text }, { who: undefined, level: 'info', text: 'the chat is up after 5 ms' })
})

test('any other line is taken unchanged; on standard error it is an error', () => {
  assert.deepEqual(readChatLine('  at main.ts:1', origin), {
    at: 5,
    source: 'chat',
    level: 'info',
    text: '  at main.ts:1',
  })
  assert.equal(readChatLine('CHAT_PORT must be …', { ...origin, stream: 'stderr' }).level, 'error')
})
