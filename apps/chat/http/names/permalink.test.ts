import assert from 'node:assert/strict'
import { test } from 'node:test'
import { permalinkOf, threadName } from './permalink.ts'

test('a permalink is the title in lower case, with dashes for everything else', () => {
  assert.equal(permalinkOf(' Some Thread! '), 'some-thread-')
  assert.equal(permalinkOf('a_b.c'), 'a-b-c')
  assert.equal(permalinkOf('Tea 🍵 time'), 'tea---time')
})

test('a title without a-z or 0-9 has no permalink', () => {
  for (const title of ['', '---', '日本語', '!?']) assert.equal(permalinkOf(title), undefined, title)
})

test('a thread is named by its permalink or its URI', () => {
  assert.equal(threadName('workshop.chat.tea'), 'tea')
  assert.equal(threadName('tea'), 'tea')
})
