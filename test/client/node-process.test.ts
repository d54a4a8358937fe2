/** The client as a program of Node has it: what it does to the process, and what it says about the network. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startRouter } from '../support/router.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const runProgram = (program: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })

test('a program that closes its client at once ends in order', { timeout: 120_000 }, async () => {
  await using running = await startRouter()
  for (const wait of ['', 'await client.opened()']) {
    const { stdout, stderr } = await runProgram(`
      import { connect } from '@wampeter/client'
      const client = connect('${running.url}', { realm: 'realm1' })
      ${wait}
      client.subscribe('chat', () => {})
      client.register('work', () => {})
      client.call('slow')
      client.publish('chat', [], { acknowledge: true })
      await client.close()
      console.log(client.status.state)
    `)
    assert.deepEqual([stdout, stderr], ['closed\n', ''])
  }
})

test('what a procedure throws is printed on the console by default, and the caller gets a neutral text', async () => {
  await using running = await startRouter()
  const { stdout, stderr } = await runProgram(`
    import { connect } from '@wampeter/client'
    await using client = connect('${running.url}', { realm: 'realm1' })
    await client.register('work', () => { throw new Error('the password is hunter2') })
    await client.call('work').catch(({ uri, args }) => console.log(JSON.stringify([uri, args])))
  `)
  assert.equal(stdout, '["wamp.error.runtime_error",["the procedure failed"]]\n')
  assert.match(stderr, /^Error: the password is hunter2\n +at /)
})
