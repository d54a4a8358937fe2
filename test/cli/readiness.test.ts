/** Readiness of a router that is a process of its own, while it starts and ends. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'
import { configFor } from '../support/router.ts'

const { run, node } = commandLine()

test('after SIGTERM a router is alive and not ready while its guests end', async () => {
  const [port = 0] = await freePorts(1)
  const paths = {
    healthz: { type: 'health' },
    readyz: { type: 'health', check: 'ready' },
    metrics: { type: 'metrics' },
  }
  const config = configFor({ endpoint: { port }, paths })
  const guest = { type: 'guest', executable: 'node', arguments: ['deaf.cjs'], options: { stop_timeout: 3_600 } }
  const cbdir = node('ready', { ...config, workers: [...((config['workers'] as object[]) ?? []), guest] })
  writeFileSync(
    join(cbdir, 'deaf.cjs'),
    'process.on("SIGTERM", () => console.log("not yet")); process.stdin.resume(); console.log("deaf as a post")',
  )
  const router = run('start', '--cbdir', cbdir)
  const asked = async (path: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/${path}`)).text()
  await router.says('deaf as a post')
  assert.equal(await asked('readyz'), 'ready\n')
  assert.match(await asked('metrics'), /^wampeter_guests\{state="running"\} 1$/m)
  router.kill('SIGTERM')
  await router.says('not yet')
  assert.equal(await asked('healthz'), 'alive\n')
  assert.equal(await asked('readyz'), 'stopping\n')
  const pid = Number(/"pid":(\d+),"stream":"stdout","msg":"deaf as a post"/.exec(router.output())?.[1])
  process.kill(pid, 'SIGKILL')
  assert.equal(await router.exited, 0)
})
