import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { relay } from './relay.ts'

async function relayed(chunks: readonly Buffer[]) {
  const lines: string[] = []
  let floods = 0
  const flooded = (): void => void floods++
  await relay(Readable.from(chunks), { write: (line) => void lines.push(line), flooded, isOver: () => false })
  return { lines, floods }
}

for (const [name, line] of Object.entries({ 'empty lines': '\n', 'lines of spaces': ' \r\n' }))
  test(`a guest that prints nothing but ${name} is slowed down, although nothing reaches the log`, async () => {
    const chunk = Buffer.from(line.repeat(40_000))
    assert.deepEqual(await relayed([chunk, chunk]), { lines: [], floods: 1 })
  })

test('a guest that prints little is not slowed down', async () => {
  assert.deepEqual(await relayed([Buffer.from('one\n\n\ntwo\n')]), { lines: ['one', 'two'], floods: 0 })
})
