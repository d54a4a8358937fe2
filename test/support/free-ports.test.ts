/** The ports that tests choose for servers which start later. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const COUNT = 4_000
const script = `
  const { freePorts } = await import(${JSON.stringify(new URL('free-ports.ts', import.meta.url).href)})
  process.send(await freePorts(${COUNT}))
  process.once('message', () => process.exit())`

test('processes that run at the same time get different ports', async () => {
  const children = [0, 1].map(() =>
    spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  )
  const got = await Promise.all(children.map(async (child) => (await once(child, 'message'))[0] as number[]))
  for (const child of children) child.send('end')
  await Promise.all(children.map((child) => once(child, 'exit')))

  assert.equal(new Set(got.flat()).size, 2 * COUNT)
})
