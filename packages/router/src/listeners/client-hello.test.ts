import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHelloComplete } from './client-hello.ts'

/** A ClientHello with so many bytes after its header. */
const helloOf = (length: number, type = 1): number[] => [
  ...[type, length >> 16, (length >> 8) & 255, length & 255],
  ...Array.from({ length }, () => 7),
]
const record = (bytes: readonly number[], type = 22): number[] => [
  ...[type, 3, 1, bytes.length >> 8, bytes.length & 255],
  ...bytes,
]
const isComplete = (bytes: readonly number[]): boolean => isHelloComplete(Uint8Array.from(bytes))

test('a ClientHello is complete with its last byte, and not before', () => {
  const whole = record(helloOf(300))
  for (let length = 0; length < whole.length; length++) assert.equal(isComplete(whole.slice(0, length)), false)
  assert.equal(isComplete(whole), true)
  assert.equal(isComplete([...whole, 20, 3]), true)
})

test('a ClientHello in several records is complete with the last of them', () => {
  const hello = helloOf(300)
  for (const cut of [1, 3, 4, 5, 299, 303]) {
    const records = [...record(hello.slice(0, cut)), ...record(hello.slice(cut))]
    for (let length = 0; length < records.length; length++) assert.equal(isComplete(records.slice(0, length)), false)
    assert.equal(isComplete(records), true, `cut at ${cut}`)
  }
})

test('bytes that cannot become a ClientHello are not waited for', () => {
  assert.equal(isComplete([...Buffer.from('GET')]), true, 'plain HTTP')
  assert.equal(isComplete(record([], 22)), true, 'an empty record')
  assert.equal(isComplete([22, 3, 1, 255, 255]), true, 'a record that is too long')
  assert.equal(isComplete(record(helloOf(10, 2).slice(0, 6))), true, 'another message')
  assert.equal(isComplete(record([1, 1, 0, 0])), true, 'a message that is too long')
  assert.equal(isComplete([...record([1]), 23]), true, 'another record in between')
})
