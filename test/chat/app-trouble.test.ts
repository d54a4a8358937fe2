/** A database that is locked, damaged or full, a port in use, wrong settings: a clear answer, and nothing is lost. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { FREE_PORTS, newFolder, startTestApp } from './app.ts'

const MAIN = fileURLToPath(new URL('../../apps/chat/http/main.ts', import.meta.url))

/** Runs the service's own program until it ends. */
async function runMain(variables: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'], ...FREE_PORTS, ...variables } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output }
}

test('a locked database is 503 for writers, readers go on, and the service recovers', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ann')
  const other = new DatabaseSync(app.databaseFile)
  other.exec('BEGIN IMMEDIATE')
  const writing = app.post('public5', '/thread', { name: 'ann', title: 'tea' })
  assert.equal((await app.ask('public5', '/threads', { token })).status, 200)
  assert.equal((await app.ask('public5', '/ready')).status, 200)
  const refused = await writing
  assert.equal(refused.status, 503)
  assert.match(refused.text, /Nothing was changed/)
  assert.equal(refused.headers.get('retry-after'), '2')
  assert.match(app.log.join(''), /is locked by another program/)
  other.exec('COMMIT')
  other.close()

  assert.equal((await app.post('public5', '/thread', { name: 'ann', title: 'tea' })).status, 200)
})

test('a full disk is 503, nothing acknowledged is lost, and deleting makes room', async (t) => {
  const app = await startTestApp(t, { DATA_MAX_MIB: '1' })
  const { token } = await app.register('ann')
  await app.post('public5', '/thread', { name: 'ann', title: 'tea' })
  const acknowledged: string[] = []
  let refusal
  for (let id = 0; refusal === undefined && id < 500; id++) {
    const answer = await app.post('internal5', '/message', {
      thread: 'tea',
      user: 'ann',
      message: 'x'.repeat(16_000),
      id: `${id}`,
    })
    if (answer.status === 204) acknowledged.push(`${id}`)
    else refusal = answer
  }
  assert.equal(refusal?.status, 503)
  assert.match(app.log.join(''), /is full/)

  const { body } = await app.ask('public5', '/thread/tea/messages?limit=200', { token })
  assert.deepEqual(
    (body as { messages: { id: string }[] }).messages.map(({ id }) => id),
    acknowledged,
  )
  for (const id of acknowledged.slice(0, 10))
    assert.equal((await app.ask('public5', `/thread/tea/messages/${id}`, { method: 'DELETE', token })).status, 204)
  assert.equal((await app.post('internal5', '/message', { thread: 'tea', user: 'ann', message: 'room' })).status, 204)
})

test('a disk that other files have filled is 503; when they are gone, the service goes on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    t.skip('this user may not mount a small disk')
    return
  }
  const app = await startTestApp(t, { DATA_DIR: folder })
  t.after(() => {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  })
  await app.register('ann')
  await app.post('public5', '/thread', { name: 'ann', title: 'tea' })
  const say = async (id: string) =>
    (await app.post('internal5', '/message', { thread: 'tea', user: 'ann', message: 'x'.repeat(16_000), id })).status
  const filler = join(folder, 'filler')
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k', 'count=100'])

  const statuses: number[] = []
  while (!statuses.includes(503) && statuses.length < 100) statuses.push(await say(`${statuses.length}`))
  assert.equal(statuses.at(-1), 503)
  assert.equal((await app.ask('public5', '/ready')).status, 200, 'readers go on')
  rmSync(filler)
  assert.equal(await say('after'), 204)
})

test('a database that is damaged while the service runs is 503 and not ready; the log says what to do', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ann')
  const copy = new DatabaseSync(app.databaseFile)
  copy.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  copy.close()
  const file = openSync(app.databaseFile, 'r+')
  writeSync(file, Buffer.alloc(200_000, 0xaa), 0, 200_000, 0)
  closeSync(file)
  truncateSync(`${app.databaseFile}-wal`)

  // Pages in memory stay valid until another program writes; a reader finds the damage at the latest then.
  const statuses = []
  for (const path of ['/threads', '/thread/tea/messages', '/ready'])
    statuses.push((await app.ask('public5', path, { token })).status)
  for (let number = 0; number < 3; number++)
    statuses.push((await app.post('public4', '/user', { name: `user ${number}` })).status)
  assert.ok(statuses.includes(503) && !statuses.includes(500), statuses.join(' '))
  assert.match(app.log.join(''), /damaged.*bin\/restore-db --replace/)
})

test('a damaged database ends the start with a sentence and exit code 1', async (t) => {
  const folder = newFolder(t)
  writeFileSync(join(folder, 'chat.sqlite'), 'no database at all, '.repeat(1_000))
  const { code, output } = await runMain({ DATA_DIR: folder })

  assert.equal(code, 1)
  assert.match(output, /did not start\. The database .* not a database.*bin\/restore-db --replace/)
  assert.doesNotMatch(output, /\n\s+at /, 'without a stack')
})

test('a port in use ends the start with the port and its setting', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as { port: number }
  const { code, output } = await runMain({ DATA_DIR: newFolder(t), APP_PORT_5: String(port) })

  assert.equal(code, 1)
  assert.match(output, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use.*\\(APP_PORT_5\\)`))
})

test('all wrong settings are listed at once, without their secrets', async (t) => {
  const { code, output } = await runMain({
    DATA_DIR: newFolder(t),
    APP_PORT_4: 'http',
    TOKEN_HOURS: '0',
    LOG_LEVEL: 'loud',
    TOKEN_KEY: 'too-short-a-key',
    APP_INTERNAL_HOST: '0.0.0.0',
  })

  assert.equal(code, 2)
  for (const name of ['APP_PORT_4', 'TOKEN_HOURS', 'LOG_LEVEL', 'TOKEN_KEY', 'APP_INTERNAL_HOST'])
    assert.ok(output.includes(name), name)
  assert.ok(!output.includes('too-short-a-key'))
})

test('a folder that cannot be made ends the start with a sentence', async (t) => {
  const folder = newFolder(t)
  writeFileSync(join(folder, 'file'), '')
  const { code, output } = await runMain({ DATA_DIR: join(folder, 'file', 'below') })

  assert.notEqual(code, 0)
  assert.match(output, /cannot be (made|read)|could not be opened/)
  assert.doesNotMatch(output, /\n\s+at /)
})

test('SIGTERM stops the service in order: a request that has arrived is answered', async (t) => {
  const folder = newFolder(t)
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...FREE_PORTS, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const port = /ports (\d+)/.exec(line)?.[1]
  const answers = Array.from({ length: 5 }, (_, number) =>
    fetch(`http://127.0.0.1:${port}/user`, { method: 'POST', body: new URLSearchParams({ name: `user ${number}` }) }),
  )
  // All five have arrived when each has begun its hash or waits for its turn. Few are left then: a stop waits for some
  // seconds only, and a busy machine needs them for one hash.
  const internalPort = /workers on (\d+)/.exec(line)?.[1]
  for (let hasArrived = false; !hasArrived;) {
    const metrics = await (await fetch(`http://127.0.0.1:${internalPort}/metrics`)).text()
    const value = (name: string) => Number(new RegExp(`password_hashes${name} (\\d+)`).exec(metrics)?.[1])
    hasArrived = value('_total') === 5 || (value('_total') === 4 && value('') > 1)
  }
  child.kill('SIGTERM')
  const [code] = (await once(child, 'close')) as [number]

  assert.equal(code, 0)
  for (const { status } of await Promise.all(answers)) assert.equal(status, 200)
  const database = new DatabaseSync(join(folder, 'chat.sqlite'), { readOnly: true })
  assert.deepEqual(Object.values(database.prepare('SELECT count(*) FROM users').get() ?? {}), [5])
  database.close()
})
