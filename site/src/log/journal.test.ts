import assert from 'node:assert/strict'
import test from 'node:test'
import { Journal, type Entry, type Line } from './journal.ts'

const entry = (source: string, text: string): Entry => ({ at: 0, source, level: 'info', text })

test('lines of all sources are counted in the order in which they arrive', () => {
  const journal = new Journal()
  const heard: Line[] = []
  journal.listen((line) => heard.push(line))

  journal.write(entry('router 1', 'a'))
  journal.write(entry('router 2', 'b'))

  assert.deepEqual(
    heard.map(({ id, source }) => [id, source]),
    [
      [1, 'router 1'],
      [2, 'router 2'],
    ],
  )
})

test('a chatty source forgets its own oldest lines and nobody else’s', () => {
  const journal = new Journal()
  journal.write(entry('router 1', 'quiet'))
  for (let count = 0; count < 5_000; count++) journal.write(entry('router 2', `line ${count}`))

  assert.equal(journal.since('router 1', 0).length, 1)
  assert.equal(journal.since('router 2', 0).length, 1_000)
  assert.equal(journal.since('router 2', 0).at(-1)?.text, 'line 4999')
})

test('a long line is cut and says by how much', () => {
  const journal = new Journal()
  journal.write(entry('router 1', 'x'.repeat(10_000)))

  assert.match(journal.since('router 1', 0)[0]?.text ?? '', /^x{4000} … \(6000 more characters\)$/)
})

test('whoever stops listening hears nothing more', () => {
  const journal = new Journal()
  const heard: Line[] = []
  const stop = journal.listen((line) => heard.push(line))
  stop()
  journal.write(entry('router 1', 'a'))

  assert.deepEqual(heard, [])
})
