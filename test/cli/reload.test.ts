/** A router that is a process of its own, and whose config changes. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'
import { configFor } from '../support/router.ts'

const { run, node } = commandLine()
const APPLIED = 'its changes are in force'

test('saving the config, and SIGHUP, change a running router; a broken one is named and changes nothing', async () => {
  const config = configFor({ paths: { about: { type: 'json', value: 1 } } })
  const cbdir = node('reload', config)
  const router = run('start', '--cbdir', cbdir)
  await router.says('the router is up')
  router.kill('SIGHUP')
  await router.says(APPLIED)
  writeFileSync(join(cbdir, 'config.json'), '{ "version": 2')
  await router.says('cannot be used: nothing was changed')
  writeFileSync(join(cbdir, 'config.json'), JSON.stringify(configFor()))
  while (router.output().split(APPLIED).length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
})
