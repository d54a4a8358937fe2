import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AlreadyRunning, claim, holderOf } from './pid-file.ts'
import { processStart } from './process-start.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-pid-file-'))
const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
await once(living, 'spawn')
const pid = living.pid ?? 0
after(() => {
  living.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const options = { drainSeconds: 5, isDraining: false }
const nodeFolder = (): string => mkdtempSync(join(folder, 'node-'))
const held = (content: unknown): string => {
  const directory = nodeFolder()
  writeFileSync(join(directory, 'node.pid'), typeof content === 'string' ? content : JSON.stringify(content))
  return directory
}

test('a directory is claimed, holds the options and their changes, and is released', () => {
  const directory = nodeFolder()
  const file = claim(directory, options)
  const written = () => JSON.parse(readFileSync(join(directory, 'node.pid'), 'utf8'))
  assert.deepEqual([written().pid, written().options], [process.pid, { drain_s: 5, draining: false }])
  file.update({ ...options, isDraining: true })
  assert.deepEqual(written().options, { drain_s: 5, draining: true })
  file.release()
  assert.equal(existsSync(join(directory, 'node.pid')), false)
})

test('the router that holds a directory is found with its options, and another one is refused', () => {
  const directory = held({ pid, started: processStart(pid), options: { drain_s: 7, draining: true } })
  assert.deepEqual(holderOf(directory), {
    pid,
    started: processStart(pid),
    options: { drainSeconds: 7, isDraining: true },
  })
  assert.throws(() => claim(directory, options), AlreadyRunning)
})

test('a pid file without drain options has no options', () => {
  assert.equal(holderOf(held({ pid, started: processStart(pid), options: {} }))?.options, undefined)
  assert.equal(holderOf(held({ pid, started: processStart(pid), options: { drain_s: 'soon' } }))?.options, undefined)
})

test('a dead process, a reused pid, and a malformed file do not hold a directory', () => {
  for (const content of [
    { pid: 2 ** 22 + 1 },
    { pid, started: 'before the boot' },
    { pid: -1 },
    { pid: '1' },
    'null',
    '{"pid": 1',
    '',
  ])
    assert.equal(holderOf(held(content)), undefined, JSON.stringify(content))
  assert.equal(holderOf(nodeFolder()), undefined)
})

test('a directory that is not writable does not stop the router', () => {
  const file = claim(join(folder, 'missing'), options)
  file.update(options)
  file.release()
  assert.equal(file.isWritten, false)
})
