/** bin/show-db, clear-db, backup-db, restore-db and run-app, beside a service that runs. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { FREE_PORTS, newFolder, startTestApp } from './app.ts'
import type { TestApp } from './app.ts'

const bin = fileURLToPath(new URL('../../bin/', import.meta.url))

/** A terminal is never asked here: standard input is none. */
function run(name: string, folder: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(join(bin, name), words, {
    env: { PATH: process.env['PATH'], DATA_DIR: folder },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { status, stdout, stderr }
}

async function filled(app: TestApp): Promise<{ password: string; token: string }> {
  const ann = await app.register('ann')
  await app.post('public5', '/thread', { title: 'Tea time', private: true }, ann.token)
  await app.post('internal5', '/message', { thread: 'tea-time', user: 'ann', message: 'hello\u001b[31m' })
  return ann
}

test('bin/show-db prints rows, escapes what steers a terminal, and shows no secret', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await filled(app)
  const [users, threads, messages] = ['users', 'threads', 'messages'].map(
    (table) => run('show-db', app.folder, table).stdout,
  )

  assert.match(users ?? '', /^name +since +threads +tokens/)
  assert.match(users ?? '', /\nann +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ +1 +1/)
  assert.match(threads ?? '', /\ntea-time +private +ann +maker .*Tea time/)
  assert.match(messages ?? '', /\n1 +\S+Z +tea-time +ann +hello\\u\{1b\}\[31m/)
  for (const secret of [password, token, '$argon2'])
    assert.ok(![users, threads, messages].join('').includes(secret), secret)
})

test('bin/show-db says what it wants, and what is missing', (t) => {
  const folder = newFolder(t)
  assert.match(run('show-db', folder).stderr, /users, threads or messages/)
  assert.equal(run('show-db', folder, 'tokens').status, 2)
  const { status, stderr } = run('show-db', folder, 'users')
  assert.deepEqual([status, stderr], [1, `There is no database ${join(folder, 'chat.sqlite')} yet.\n`])
  assert.ok(!existsSync(join(folder, 'chat.sqlite')), 'looking makes no database')
})

test('bin/clear-db empties the database of a service that runs', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await filled(app)
  const { seq } = (await app.ask('internal4', '/changes')).body as { seq: number }
  assert.equal(run('clear-db', app.folder).status, 0)

  assert.match(run('show-db', app.folder, 'messages').stdout, /no rows/)
  assert.equal((await app.post('public4', '/login', { name: 'ann', password })).status, 404)
  assert.equal((await app.ask('public5', '/threads', { token })).status, 401)
  assert.equal(((await app.ask('internal4', `/changes?after=${seq}`)).body as { reset: boolean }).reset, true)
  assert.equal((await app.post('public4', '/user', { name: 'ann' })).status, 200)
  assert.equal(run('clear-db', app.folder, '--force').status, 2)
})

test('a backup is made and restored while the service runs', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await filled(app)
  const file = join(newFolder(t), 'backup')
  assert.match(run('backup-db', app.folder, file).stdout, /token\.key/)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(run('backup-db', app.folder, file).status, 2, 'a backup is not overwritten')

  await app.ask('public4', '/user', { method: 'DELETE', token, body: { password } })
  await app.register('ben')
  const { status, stderr } = run('restore-db', app.folder, file)
  assert.equal(status, 0, stderr)

  assert.deepEqual((await app.post('public4', '/login', { name: 'ann', password })).body, { token })
  assert.equal((await app.ask('internal4', '/auth?name=ben')).status, 404)
  const { body } = await app.ask('public5', '/thread/tea-time/messages', { token })
  assert.equal((body as { messages: object[] }).messages.length, 1)
  const { stdout } = run('show-db', app.folder, 'messages')
  assert.match(stdout, /hello/)
})

test('a backup of a database that is written to without a pause is complete and sound', async (t) => {
  const app = await startTestApp(t)
  await filled(app)
  let number = 0
  let isOver = false
  const writing = (async () => {
    while (!isOver)
      await app.post('internal5', '/message', {
        thread: 'tea-time',
        user: 'ann',
        message: 'x'.repeat(5_000),
        id: `${number++}`,
      })
  })()
  while (number < 300) await app.ask('public4', '/health')
  const file = join(newFolder(t), 'backup')
  const before = number - 1
  const child = spawn(join(bin, 'backup-db'), [file], {
    env: { PATH: process.env['PATH'], DATA_DIR: app.folder },
    stdio: 'ignore',
  })
  const [code] = (await once(child, 'close')) as [number]
  isOver = true
  await writing

  assert.equal(code, 0)
  assert.ok(number > before + 10, 'messages were stored meanwhile')
  const database = new DatabaseSync(file, { readOnly: true })
  assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' })
  const { count = 0 } = database.prepare('SELECT count(*) AS count FROM history').get() as { count?: number }
  assert.ok(count >= before, `${count} of at least ${before}`)
  database.close()
})

test('what is no backup changes nothing; --replace mends a damaged database', async (t) => {
  const app = await startTestApp(t)
  const { password } = await filled(app)
  const folder = newFolder(t)
  const backup = join(folder, 'backup')
  run('backup-db', app.folder, backup)
  writeFileSync(join(folder, 'other'), 'no backup '.repeat(1_000))
  assert.equal(run('restore-db', app.folder, join(folder, 'other')).status, 1)
  assert.equal(run('restore-db', app.folder, join(folder, 'missing')).status, 2)
  assert.match(run('show-db', app.folder, 'users').stdout, /ann/)

  const damaged = newFolder(t)
  writeFileSync(join(damaged, 'chat.sqlite'), 'damaged '.repeat(1_000))
  const refused = run('restore-db', damaged, backup)
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /--replace/)
  assert.match(
    run('restore-db', damaged, '--replace', backup).stdout,
    /What was there before is .*chat\.sqlite\.damaged-/,
  )
  const again = await startTestApp(t, { DATA_DIR: damaged })
  assert.equal((await again.post('public4', '/login', { name: 'ann', password })).status, 200)
})

test('bin/run-app runs the service; a second one restarts it and follows its log until the end', async (t) => {
  const folder = newFolder(t)
  const env = { PATH: process.env['PATH'], ...FREE_PORTS, DATA_DIR: folder, LOG_LEVEL: 'info' }
  const start = () => {
    const child = spawn(join(bin, 'run-app'), [], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    t.after(() => child.kill('SIGKILL'))
    const said: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text))
    const says = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(said.join(''))) await once(child.stdout, 'data')
    }
    return { child, said, says }
  }
  const owner = start()
  await owner.says(/The app is up/)
  const follower = start()
  await follower.says(/The app restarts[^]*The app is up/)
  await owner.says(/The app is up[^]*The app restarts[^]*The app is up/)
  const port = /workers on (\d+)/.exec(follower.said.join(''))?.[1]
  await fetch(`http://127.0.0.1:${port}/auth?name=nobody`)
  await follower.says(/GET \/auth 404/)

  owner.child.kill('SIGTERM')
  const [[ownerCode], [followerCode]] = await Promise.all([once(owner.child, 'close'), once(follower.child, 'close')])
  assert.deepEqual([ownerCode, followerCode], [0, 0])
})
