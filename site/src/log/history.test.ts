import assert from 'node:assert/strict'
import test from 'node:test'
import { LogHistory, type Entry, type Line } from './history.ts'

const entry = (source: string, text: string): Entry => ({ at: 0, source, level: 'info', text })

test('lines of all sources are counted in the order in which they arrive', () => {
  const history = new LogHistory()
  const heard: Line[] = []
  history.listen((line) => heard.push(line))

  history.write(entry('router 1', 'a'))
  history.write(entry('router 2', 'b'))

  assert.deepEqual(
    heard.map(({ id, source }) => [id, source]),
    [
      [1, 'router 1'],
      [2, 'router 2'],
    ],
  )
})

test('a chatty source loses its own oldest lines, and other sources lose none', () => {
  const history = new LogHistory()
  history.write(entry('router 1', 'quiet'))
  for (let count = 0; count < 5_000; count++) history.write(entry('router 2', `line ${count}`))

  assert.equal(history.since('router 1', 0).length, 1)
  assert.equal(history.since('router 2', 0).length, 1_000)
  assert.equal(history.since('router 2', 0).at(-1)?.text, 'line 4999')
})

test('a long line is cut, and names the number of missing characters', () => {
  const history = new LogHistory()
  history.write(entry('router 1', 'x'.repeat(10_000)))

  assert.match(history.since('router 1', 0)[0]?.text ?? '', /^x{4000} … \(6000 more characters\)$/)
})

test('a listener that has ended is not called any more', () => {
  const history = new LogHistory()
  const heard: Line[] = []
  const stop = history.listen((line) => heard.push(line))
  stop()
  history.write(entry('router 1', 'a'))

  assert.deepEqual(heard, [])
})
