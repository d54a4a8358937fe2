import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoted } from './quoted.ts'

test('a text is shown in quotes', () => {
  assert.equal(quoted('com.example.topic'), '"com.example.topic"')
  assert.equal(quoted('grüße'), '"grüße"')
})

test('a text cannot start a line, end the quotes or control a terminal', () => {
  assert.equal(quoted('a"b\n\u001b[31m\u009b31m\u2028\u007f'), '"a\\"b\\n\\u001b[31m\\u009b31m\\u2028\\u007f"')
})

test('a long text is cut', () => {
  assert.equal(quoted('x'.repeat(1_000_000)).length, 203)
})

test('a text cannot reorder or hide other text', () => {
  for (const unseen of ['\u202e', '\u2066', '\u200b', '\u200f', '\u00ad', '\ufeff', '\u061c', '\u3164', '\u{e0041}']) {
    const shown = quoted(`a${unseen}b`)
    assert.match(shown, /^"a(\\u[0-9a-f]{4})+b"$/)
    assert.equal(JSON.parse(shown), `a${unseen}b`)
  }
  assert.equal(quoted('日本語 – naïve 😀'), '"日本語 – naïve 😀"')
})
