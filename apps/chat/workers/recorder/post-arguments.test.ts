import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WampError } from '@wampeter/client'
import { readPost } from './post-arguments.ts'

test('thread may be a permalink or a URI', () => {
  assert.deepEqual(readPost(['workshop.chat.tea', 'id', 'hi']), { thread: 'tea', id: 'id', text: 'hi' })
  assert.deepEqual(readPost(['tea', 'id', 'hi ☕']), { thread: 'tea', id: 'id', text: 'hi ☕' })
})

test('other arguments are refused with the name of the argument', () => {
  const cases: readonly (readonly [unknown[], RegExp])[] = [
    [[], /thread must/],
    [['Tea!', 'id', 'hi'], /thread must/],
    [['tea', '', 'hi'], /id must/],
    [['tea', 'a\nb', 'hi'], /id must/],
    [['tea', '\ud800', 'hi'], /id must/],
    [['tea', 'x'.repeat(65), 'hi'], /id must/],
    [['tea', 'id', ''], /text must/],
    [['tea', 'id', { text: 'hi' }], /text must/],
    [['tea', 'id', '☕'.repeat(5_462)], /16384 bytes/],
  ]
  for (const [args, text] of cases)
    assert.throws(
      () => readPost(args),
      (error) => error instanceof WampError && error.uri === 'wamp.error.invalid_argument' && text.test(error.message),
    )
})
