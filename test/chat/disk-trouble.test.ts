/** The whole chat with a disk that is full, and with a database that is damaged while it runs. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { until } from './chat-router.ts'
import { WholeChat } from './whole-chat.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LARGE = 'x'.repeat(16_000)

/** `stored`, `kept`, or the URI of the refusal. */
async function post(client: Client, id: string, text: string): Promise<string> {
  try {
    const { value } = await client.call<{ stored: boolean }>('workshop.chat.post', ['tea', id, text], {
      timeoutMs: 10_000,
    })
    return value.stored ? 'stored' : 'kept'
  } catch (error) {
    return error instanceof WampError ? error.uri : String(error)
  }
}

const idsOf = async (chat: WholeChat, token: string): Promise<readonly (string | undefined)[]> =>
  (await chat.history('tea', token)).map(({ id }) => id)

test('on a full disk messages are kept until the spool is full, then refused; with room again each is stored once', async () => {
  await using chat = await WholeChat.start({ DATA_MAX_MIB: '1', CHAT_SPOOL_BYTES: '65536' })
  const token = await chat.user('ada', 'tea')
  const ada = chat.client('ada', token)
  const outcomes: string[] = []
  while (outcomes.at(-1) !== 'workshop.error.spool_full' && outcomes.length < 200)
    outcomes.push(await post(ada, `${outcomes.length}`, LARGE))
  const acknowledged = outcomes.flatMap((outcome, id) => (['stored', 'kept'].includes(outcome) ? [`${id}`] : []))
  assert.deepEqual([...new Set(outcomes)], ['stored', 'kept', 'workshop.error.spool_full'])
  assert.match(chat.log, /is full/)

  const isDeleted = (id: number): boolean => id < 20
  for (let id = 0; isDeleted(id); id++) {
    const url = `http://127.0.0.1:${chat.port('APP_PORT_5')}/thread/tea/messages/${id}`
    await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
  }
  await until(async () => (await chat.metric('waiting')) === 0)
  assert.equal(await post(ada, 'after', 'there is room'), 'stored')

  assert.deepEqual(await idsOf(chat, token), [...acknowledged.filter((id) => !isDeleted(Number(id))), 'after'])
})

test('while the database is damaged posts are told so; with a restored one, what was kept is stored, and the rest may be sent again', async () => {
  await using chat = await WholeChat.start()
  const token = await chat.user('ada', 'tea')
  const ada = chat.client('ada', token)
  assert.equal(await post(ada, 'before', 'hi'), 'stored')
  const backup = join(chat.folder, 'backup.sqlite')
  const env = { ...process.env, ...chat.variables }
  execFileSync(join(ROOT, 'bin/backup-db'), [backup], { env, stdio: 'ignore' })
  damage(join(chat.folder, 'chat.sqlite'))

  const outcomes = await Promise.all(['1', '2', '3'].map(async (id) => [id, await post(ada, id, 'hi')] as const))
  await until(async () => !(await chat.parts())['storage']?.ready)
  outcomes.push(['4', await post(ada, '4', 'hi')])
  for (const [id, outcome] of outcomes)
    assert.ok(['stored', 'kept', 'wamp.error.no_available_callee'].includes(outcome), `${id}: ${outcome}`)
  assert.match(chat.log, /damaged.*bin\/restore-db/)
  await chat.stop()
  execFileSync(join(ROOT, 'bin/restore-db'), ['--replace', backup], { env, stdio: 'ignore' })
  await chat.start()
  await until(async () => (await chat.metric('waiting')) === 0)
  const ids = await idsOf(chat, token)
  for (const [id, outcome] of outcomes) if (outcome === 'kept') assert.ok(ids.includes(id), id)
  for (const [id, outcome] of outcomes)
    if (outcome === 'wamp.error.no_available_callee') assert.equal(await post(ada, id, 'hi'), 'stored')

  const after = await idsOf(chat, token)
  assert.equal(new Set(after).size, after.length)
  assert.ok(after.includes('before') && after.includes('4'), after.join(' '))
})

/** Overwrites the first pages, and drops the log of changes. */
function damage(path: string): void {
  const copy = new DatabaseSync(path)
  copy.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  copy.close()
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(200_000, 0xaa), 0, 200_000, 0)
  closeSync(file)
  truncateSync(`${path}-wal`)
}
