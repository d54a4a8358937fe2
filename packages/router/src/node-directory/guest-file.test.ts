import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { GuestFile } from './guest-file.ts'
import { processStart } from './process-start.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-node-directory-'))
const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
await once(living, 'spawn')
const pid = living.pid ?? 0
after(() => {
  living.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const fail = (why: string): void => assert.fail(why)
const nodeFolder = (): string => mkdtempSync(join(folder, 'node-'))
const write = (guests: unknown): string => {
  const directory = nodeFolder()
  const router = { pid: 2, started: 'long ago' }
  const text = typeof guests === 'string' ? guests : JSON.stringify({ router, guests })
  writeFileSync(join(directory, 'node.guests.json'), text)
  return directory
}
const leftIn = (directory: string): readonly number[] => new GuestFile(directory, fail).left().map((guest) => guest.pid)

const writer = fileURLToPath(new URL('guest-file.ts', import.meta.url))

test('the next router knows a guest that still runs by its name, pid and start', () => {
  const directory = nodeFolder()
  const script = `import { GuestFile } from ${JSON.stringify(writer)}
    new GuestFile(${JSON.stringify(directory)}, console.error).started({ name: 'bot', pid: ${pid} })`
  const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  assert.equal(killed.status, 0, killed.stderr)
  const [left] = new GuestFile(directory, fail).left()
  assert.deepEqual([left?.name, left?.pid], ['bot', pid])
})

test('the guests of a router that lives are left alone, also where its folder was copied', () => {
  const directory = nodeFolder()
  new GuestFile(directory, fail).started({ name: 'bot', pid })
  assert.deepEqual(leftIn(directory), [])
})

test('a process with the pid of an ended guest is not touched', () => {
  const started = processStart(pid) ?? ''
  assert.deepEqual(leftIn(write([{ name: 'bot', pid, started }])), [pid])
  assert.deepEqual(leftIn(write([{ name: 'bot', pid, started: `${started}0` }])), [])
})

test('a guest that has ended is forgotten, and the file goes with the last one', () => {
  const directory = nodeFolder()
  const file = new GuestFile(directory, fail)
  file.started({ name: 'bot', pid })
  assert.match(readFileSync(join(directory, 'node.guests.json'), 'utf8'), /"bot"/)
  file.ended(pid)
  assert.equal(existsSync(join(directory, 'node.guests.json')), false)
})

test('a file that is truncated or malformed names no process, neither this one nor all', () => {
  const started = processStart(process.pid) ?? ''
  for (const content of [
    '{"guests": [{"na',
    'null',
    '{"guests": 1}',
    [null, 1, {}, { name: 'bot' }, { name: 'bot', pid: '1', started: '' }, { name: 'bot', pid: -1, started: '' }],
    [{ name: 'bot', pid: 0, started: '' }],
    [{ name: 'ourselves', pid: process.pid, started }],
  ])
    assert.deepEqual(leftIn(write(content)), [], JSON.stringify(content))
})

test('a folder that is not writable is reported once', () => {
  const told: string[] = []
  const file = new GuestFile(join(folder, 'missing'), (why) => told.push(why))
  file.started({ name: 'bot', pid })
  file.ended(pid)
  file.started({ name: 'bot', pid })
  assert.equal(told.length, 1)
})

test('a process that is gone has no start', async () => {
  const short = spawn(process.execPath, ['-e', ''])
  await once(short, 'close')
  assert.equal(processStart(short.pid ?? 0), undefined)
})
