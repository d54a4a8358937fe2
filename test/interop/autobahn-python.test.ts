/** Foreign clients: Debian's python3-autobahn, which prefers batched CBOR, and ends batched JSON in its own way. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startRouter } from '../support/router.ts'

const python = '/usr/bin/python3'
const isThere = spawnSync(python, ['-c', 'import autobahn']).status === 0
const isCi = process.env['CI'] === 'true'
const script = fileURLToPath(new URL('autobahn_client.py', import.meta.url))
const run = promisify(execFile)

for (const serializer of ['default', 'json', 'json.batched', 'msgpack', 'msgpack.batched', 'cbor', 'cbor.batched']) {
  test(
    `Autobahn-Python publishes, subscribes, registers and calls with serializer ${serializer}`,
    { skip: isThere || isCi ? false : 'python3-autobahn is not installed', timeout: 120_000 },
    async () => {
      await using running = await startRouter()
      const { stdout } = await run(python, [script, running.url, serializer], { timeout: 110_000 })
      assert.match(stdout, /OK/)
    },
  )
}
