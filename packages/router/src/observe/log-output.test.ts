import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { LogOutput, MOST_WAITING_BYTES } from './log-output.ts'

/** A stream whose writes succeed, fail or wait, and a clock that the test moves. */
function setUp() {
  const taken: string[] = []
  const told: (readonly [lost: number, why: string])[] = []
  let retry = (): void => {}
  let waiting: (() => void) | undefined
  let broken: (() => void) | undefined
  const state: { mode: 'works' | 'fails' | 'stalls' } = { mode: 'works' }
  const stream = new Writable({
    decodeStrings: false,
    destroy(error, done) {
      done(error)
      Reflect.get(stream, '_undestroy').call(stream) // as process.stdout does, which can be used after an error
    },
    write(line: string, _encoding, done) {
      if (state.mode === 'fails') return done(new Error('ENOSPC: no space left on device, write'))
      const finish = (): void => {
        taken.push(line)
        done()
      }
      broken = () => done(new Error('EPIPE: broken pipe, write'))
      if (state.mode === 'stalls') waiting = finish
      else finish()
    },
  })
  const output = new LogOutput(stream, {
    after: (_ms, run) => (retry = run),
    recovered: (lost, why) => {
      told.push([lost, why])
      output.write('recovered\n')
    },
  })
  return {
    ...{ output, taken, told, state },
    retry: () => retry(),
    /** The stalled reader closes the pipe. */
    breakOff(): void {
      state.mode = 'fails'
      broken?.()
    },
    release(): void {
      state.mode = 'works'
      waiting?.()
    },
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('lines that cannot be written are counted and dropped, and the log says so once it works again', async () => {
  const { output, taken, told, state, retry } = setUp()
  output.write('one\n')
  state.mode = 'fails'
  for (const line of ['two\n', 'three\n', 'four\n']) {
    output.write(line)
    await settled()
  }
  retry()
  await settled()
  assert.deepEqual([taken, output.lost, told], [['one\n'], 3, []])
  state.mode = 'works'
  retry()
  await settled()
  output.write('five\n')
  assert.deepEqual(taken, ['one\n', '\n', 'recovered\n', 'five\n'])
  assert.deepEqual(told, [[3, 'the log could not be written: ENOSPC: no space left on device, write']])
})

test('lines for a stalled reader are bounded, and dropped ones are reported when it reads again', async () => {
  const { output, told, state, release } = setUp()
  state.mode = 'stalls'
  const line = `${'x'.repeat(1023)}\n`
  for (let written = 0; written < 10_000; written++) output.write(line)
  const kept = 10_000 - output.lost
  assert.ok(kept * line.length <= MOST_WAITING_BYTES + 2 * line.length)
  assert.ok(output.lost > 8_000)
  assert.equal(output.isFlushed, false)
  const lost = output.lost
  release()
  await settled()
  assert.deepEqual(told, [[lost, 'the reader of the log does not keep up']])
  assert.equal(output.isFlushed, true)
})

test('characters that reverse or hide text are escaped, in every field', () => {
  const { output, taken } = setUp()
  output.write('{"authid":"a\u202eb\u200bc"}\n')
  assert.deepEqual(taken, ['{"authid":"a\\u202eb\\u200bc"}\n'])
})

test('a reader that stalls and then goes is tried again like any other', async () => {
  const { output, told, state, retry, breakOff } = setUp()
  state.mode = 'stalls'
  for (let written = 0; written < 2_000; written++) output.write(`${'x'.repeat(1023)}\n`)
  breakOff()
  await settled()
  state.mode = 'works'
  retry()
  await settled()
  assert.deepEqual(told, [[2_000, 'the log could not be written: EPIPE: broken pipe, write']])
})
