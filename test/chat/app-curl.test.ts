/** The curl lines of the reference, run against the service. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePorts } from '../support/free-ports.ts'
import { AppProcess } from './app-process.ts'

const SCRIPT = fileURLToPath(new URL('reference-curl.sh', import.meta.url))

test('the curl lines of the reference work as they stand', async () => {
  const [push = 0] = await freePorts(1)
  await using app = await AppProcess.start({ ZMQ_PUSH_PORT: String(push) })
  const ports = Object.fromEntries([4, 5, 6].map((lesson, index) => [`PORT_${lesson}`, String(app.ports[index])]))
  const internal = Object.fromEntries(
    [4, 5].map((lesson, index) => [`INTERNAL_${lesson}`, String(app.internalPorts[index])]),
  )
  const { stdout } = await promisify(execFile)(SCRIPT, { env: { PATH: process.env['PATH'], ...ports, ...internal } })

  assert.equal(stdout.match(/^ok: /gm)?.length, 19, stdout)
})
