import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import type { Line } from './history.ts'
import { formatLine, printer } from './printer.ts'

const line = (text: string): Line => ({ id: 1, at: 0, source: 'router 1', level: 'info', text })

test('a line names its source, and so does each line of a stack', () => {
  const text = formatLine(line('one\ntwo'), { colour: false })

  assert.match(text, /^router 1 │ \d\d:\d\d:\d\d\.000 info {2}one\nrouter 1 │ {5}two\n$/)
})

test('no text of a peer can move the cursor or colour the terminal', () => {
  const text = formatLine(line('a\x1b[2J\x1b]0;title\x07b\rc\x9b31m'), { colour: true })

  assert.doesNotMatch(text.replaceAll(/\x1b\[\d+(;\d+)?m/g, ''), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
})

test('lines for an output that is not read are left out and counted', () => {
  const out = new PassThrough()
  const print = printer(out, { colour: false })
  for (let count = 0; count < 5_000; count++) print(line('x'.repeat(1_000)))
  assert.ok(out.readableLength + out.writableLength < 3 * 1024 * 1024)

  while (out.read() !== null);
  print(line('again'))

  assert.match(String(out.read()), /^\(\d+ lines left out/)
})
