import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isUtf8, textOf } from './utf8.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

function agrees(bytes: Uint8Array): void {
  let valid = true
  try {
    decoder.decode(bytes)
  } catch {
    valid = false
  }
  assert.equal(isUtf8(bytes, 0, bytes.length), valid, Buffer.from(bytes).toString('hex'))
}

test('every sequence of two bytes is accepted or refused as by the platform', () => {
  for (let first = 0; first < 256; first++) {
    for (let second = 0; second < 256; second++) agrees(Uint8Array.of(first, second))
  }
})

test('every lead byte with the limits of its second byte is accepted or refused as by the platform', () => {
  const limits = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff]
  for (let lead = 0xc0; lead < 256; lead++) {
    for (const second of limits) {
      for (const third of limits) {
        agrees(Uint8Array.of(lead, second, third))
        for (const fourth of limits) agrees(Uint8Array.of(lead, second, third, fourth))
      }
    }
  }
})

test('random texts and random bytes are accepted or refused as by the platform', () => {
  const text = fc.string({ unit: 'binary' }).map((string) => new TextEncoder().encode(string))
  fc.assert(fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 12 })), agrees), { numRuns: 2000 })
})

test('only the part between the two positions counts', () => {
  const bytes = Uint8Array.of(0xff, 0xc3, 0xa4, 0xff)

  assert.equal(isUtf8(bytes, 1, 3), true)
  assert.equal(isUtf8(bytes, 1, 2), false)
  assert.equal(isUtf8(bytes, 2, 3), false)
  assert.equal(isUtf8(bytes, 1, 1), true)
})

test('a byte order mark is a character', () => {
  assert.equal(textOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\ufeffa')
})
