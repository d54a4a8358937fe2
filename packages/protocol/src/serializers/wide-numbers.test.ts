import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOfInteger, float16, float32, float64, int64, integerOf, uint64 } from './wide-numbers.ts'

const frameWith = (write: (view: DataView) => void): Uint8Array => {
  const frame = new Uint8Array(10)
  write(new DataView(frame.buffer, 1, 8))
  return frame
}

test('integers of 64 bits are numbers up to 2^53, and bigints beyond', () => {
  const edges = [0n, 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n]
  const expected = (value: bigint): number | bigint =>
    value > 2n ** 53n || value < -(2n ** 53n) ? value : Number(value)
  for (const edge of edges) {
    assert.equal(
      uint64(
        frameWith((view) => view.setBigUint64(0, edge)),
        1,
      ),
      expected(edge),
    )
    for (const value of [edge, -edge]) {
      assert.equal(
        int64(
          frameWith((view) => view.setBigInt64(0, value)),
          1,
        ),
        expected(value),
      )
    }
  }
  assert.equal(
    uint64(
      frameWith((view) => view.setBigUint64(0, 2n ** 64n - 1n)),
      1,
    ),
    2n ** 64n - 1n,
  )
})

test('floats of all sizes keep their value', () => {
  for (const value of [0, -0, 1.5, -2, Infinity, NaN]) {
    assert.equal(
      float64(
        frameWith((view) => view.setFloat64(0, value)),
        1,
      ),
      value,
    )
    assert.equal(
      float32(
        frameWith((view) => view.setFloat32(0, value)),
        1,
      ),
      value,
    )
  }
  assert.equal(float16(Uint8Array.of(0, 0x3e, 0), 1), 1.5)
})

test('an integer of any length is restored from its bytes, and takes as few bytes as possible', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 300n }), (value) => {
      const bytes = bytesOfInteger(value)
      assert.equal(integerOf(bytes), value)
      assert.notEqual(bytes[0], 0)
    }),
  )
  assert.equal(integerOf(new Uint8Array()), 0n)
})
