import assert from 'node:assert/strict'
import test from 'node:test'
import { readStroke } from './drawing.ts'

test('a stroke of another page is kept inside the canvas', () => {
  assert.deepEqual(readStroke({ from: [-5, 0.5], to: [7, 1] }), { from: [0, 0.5], to: [1, 1] })
})

for (const [what, value] of [
  ['nothing', undefined],
  ['a text', 'from'],
  ['a stroke without an end', { from: [0, 0] }],
  ['points of text', { from: ['0', 0], to: [1, 1] }],
  ['points that are no numbers', { from: [Number.NaN, 0], to: [1, 1] }],
] as const)
  test(`${what} is no stroke`, () => {
    assert.throws(() => readStroke(value), TypeError)
  })
