import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { after } from 'node:test'
import { LogHistory } from '../log/history.ts'
import { readCheckComment } from '../text/check-comment.ts'
import { verdictOf } from './real-system.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-checks-'))
after(() => rmSync(folder, { recursive: true }))
process.env['DATA_DIR'] = folder

const history = new LogHistory()
const verdict = async (wanted: string) => {
  const check = readCheckComment(`<!-- check: ${wanted} | waiting | done -->`)
  assert.ok(check)
  return verdictOf(check, { folder }, (by) => history.since(`${by} 6`, 0))
}

test('a file has a text, or is missing, or cannot be read, and the line is named', async () => {
  const wanted = 'FILE file=bot.ts has="say hello"'
  assert.deepEqual(await verdict(wanted), { isDone: false, trouble: '`bot.ts` is missing' })
  writeFileSync(join(folder, 'bot.ts'), 'const a = 1\n')
  assert.deepEqual(await verdict(wanted), { isDone: false })
  writeFileSync(join(folder, 'bot.ts'), 'const a: number = 1\nconst = // say hello\n')
  assert.match((await verdict(wanted))?.trouble ?? '', /^`bot\.ts` line 2: Expected identifier/)
  writeFileSync(join(folder, 'bot.ts'), 'const a: number = 1 // say hello\n')
  utimesSync(join(folder, 'bot.ts'), new Date(5_000), new Date(5_000))
  assert.deepEqual(await verdict(wanted), { isDone: true, at: 5_000 }, 'however old: the file is as it should be')
})

test('a config that is no JSON is told with the place', async () => {
  writeFileSync(join(folder, 'config.json'), '{\n  "version": 2,,\n}\n')
  assert.match((await verdict('FILE file=config.json has=version'))?.trouble ?? '', /no JSON: .*line 2 column 16/)
})

test('a row is found in the newest of its table, and never in another one', async () => {
  const wanted = 'ROW table=messages has="Write this down"'
  assert.deepEqual(await verdict(wanted), { isDone: false })
  const database = new DatabaseSync(join(folder, 'chat.sqlite'))
  database.exec('CREATE TABLE history (seq INTEGER PRIMARY KEY, text TEXT, at INTEGER)')
  database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)')
  assert.deepEqual(await verdict(wanted), { isDone: false })
  database.exec("INSERT INTO history (text, at) VALUES ('Write this down', 7), ('Write this down', 8), ('x', 9)")
  database.exec("INSERT INTO users (name) VALUES ('my user')")
  database.close()

  assert.deepEqual(await verdict(wanted), { isDone: true, at: 8, ifOld: '' }, 'the newest, and only if it is new')
  assert.deepEqual(await verdict('ROW table=users has="my user"'), { isDone: true }, 'however old: made once')
  assert.deepEqual(await verdict('ROW table=users has="Write this down"'), { isDone: false })
  assert.deepEqual(await verdict('ROW table=sqlite_schema has=history'), { isDone: false })
})

test('what a program of the lesson has printed is found', async () => {
  const line = (source: string) => ({ at: 0, source, level: 'info' as const, text: 'I pull messages from port 5550' })
  history.write(line('router 6'))
  assert.deepEqual(await verdict('PRINTED by=client has="I pull messages"'), { isDone: false })
  history.write(line('client 6'))
  const { isDone, at, ifOld } = (await verdict('PRINTED by=client has="I pull messages"')) ?? {}
  assert.deepEqual([isDone, at], [true, 0])
  assert.match(ifOld ?? '', /before this step was open. Save its file once more/)
})

test('what a program printed before its last save does not count', async () => {
  const say = (text: string) => history.write({ at: 0, source: 'client 6', level: 'info', text })
  const isDone = async () => (await verdict('PRINTED by=client has="I pull messages"'))?.isDone
  say('I pull messages from port 5550')
  say('workshop: restarting as asked')
  assert.equal(await isDone(), false)
  say('I pull messages from port 5550')
  assert.equal(await isDone(), true)
  say('workshop: lessons/6-message-queues/zmq/storage.ts was saved: starting again')
  assert.equal(await isDone(), false)
})

test('what a worker printed before it was started again does not count, whatever the others do', async () => {
  const say = (who: string, text: string) =>
    history.write({ at: 0, source: 'router 6', level: 'info', text, who, guest: true })
  const isDone = async () => (await verdict('PRINTED by=router has="I hear every thread"'))?.isDone
  say('recorder', 'I hear every thread')
  say('broadcaster', 'guest "broadcaster" was started: node')
  assert.equal(await isDone(), true)
  say('recorder', 'guest "recorder" was started: node')
  assert.equal(await isDone(), false)
})

test('an answer by HTTP has the status that is wanted, and no answer is no failure', async () => {
  const server = createServer((_request, response) => response.writeHead(204).end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`

  assert.deepEqual(await verdict(`ANSWER url=${url} status=204`), { isDone: true })
  assert.deepEqual(await verdict(`ANSWER url=${url} status=200`), { isDone: false })
  server.closeAllConnections()
  await once(server.close(), 'close')
  assert.deepEqual(await verdict(`ANSWER url=${url} status=204`), { isDone: false })
})

test('a check of messages is none of the site', async () => {
  assert.equal(await verdict('EVENT uri=test'), undefined)
})
