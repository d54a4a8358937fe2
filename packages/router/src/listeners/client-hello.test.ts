import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHello } from './client-hello.ts'

/** A ClientHello with `length` bytes after its header. */
const helloOf = (length: number, type = 1): number[] => [
  ...[type, length >> 16, (length >> 8) & 255, length & 255],
  ...Array.from({ length }, () => 7),
]
const record = (bytes: readonly number[], type = 22): number[] => [
  ...[type, 3, 1, bytes.length >> 8, bytes.length & 255],
  ...bytes,
]
const read = (bytes: readonly number[]): string => readHello(Uint8Array.from(bytes))

test('a ClientHello is complete with its last byte, and not before', () => {
  const whole = record(helloOf(300))
  for (let length = 0; length < whole.length; length++) assert.equal(read(whole.slice(0, length)), 'incomplete')
  assert.equal(read(whole), 'complete')
  assert.equal(read([...whole, 20, 3]), 'complete')
})

test('a ClientHello in several records is complete with the last of them', () => {
  const hello = helloOf(300)
  for (const cut of [1, 3, 4, 5, 299, 303]) {
    const records = [...record(hello.slice(0, cut)), ...record(hello.slice(cut))]
    for (let length = 0; length < records.length; length++) assert.equal(read(records.slice(0, length)), 'incomplete')
    assert.equal(read(records), 'complete', `cut at ${cut}`)
  }
})

test('bytes that are no TLS are left to TLS, which refuses them', () => {
  assert.equal(read([...Buffer.from('GET')]), 'complete')
})

const others: Readonly<Record<string, readonly number[]>> = {
  'an empty record': record([]),
  'a record that is too long': [22, 3, 1, 255, 255],
  'an alert': record([1, 90], 21),
  'another message': record(helloOf(10, 2).slice(0, 6)),
  'a message that is too long': record([1, 1, 0, 0]),
  'a message with records that are too long': [
    ...record(helloOf(16_000).slice(0, 4)),
    ...Array.from({ length: 3_000 }, () => record([7])).flat(),
  ],
  'another record in between': [...record([1]), 23],
}

for (const [name, bytes] of Object.entries(others))
  test(`${name} is no ClientHello`, () => assert.equal(read(bytes), 'none'))
