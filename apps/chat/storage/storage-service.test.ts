import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DataUnavailable } from '../data/contract.ts'
import type { IncomingMessage, MessageStore, Stored } from '../data/contract.ts'
import { Counters } from '../operation/counters.ts'
import { jsonLog } from '../operation/log.ts'
import { StorageService } from './storage-service.ts'
import type { Confirmation } from './storage-service.ts'

function service({ failures = 0, members = ['ada'] }: { failures?: number; members?: readonly string[] } = {}) {
  const rows: unknown[] = []
  const letters: string[] = []
  const confirmed: Confirmation[] = []
  const lines: string[] = []
  const counters = new Counters()
  const readiness: boolean[] = []
  let left = failures
  const verdictOf = (message: IncomingMessage): Stored => {
    if (!members.includes(message.author)) return 'no_access'
    if (rows.some((row) => (row as IncomingMessage).id === message.id)) return 'known'
    rows.push(message)
    return 'stored'
  }
  const store: MessageStore = {
    append(messages) {
      if (left-- > 0) return Promise.reject(new DataUnavailable('The database is locked.'))
      return Promise.resolve(messages.map(verdictOf))
    },
    appendDeadLetter: ({ reason }) => Promise.resolve(void letters.push(reason)),
    appendGap(gap) {
      if (rows.some((row) => (row as { id: string }).id === gap.id)) return Promise.resolve('known')
      rows.push(gap)
      return Promise.resolve('stored')
    },
    close: () => Promise.resolve(),
  }
  let ids = 0
  const made = new StorageService({
    store,
    part: {
      log: jsonLog((line) => lines.push(line)),
      counters,
      readiness: (isReady) => void readiness.push(isReady),
    },
    confirm: (list) => Promise.resolve(void confirmed.push(...list)),
    given: () => ({ id: `given ${ids++}`, now: 1_000 }),
  })
  /** The texts as they arrive together. */
  const take = (texts: readonly string[]): Promise<void> => made.store(texts.flatMap((one) => made.read(one)))
  return { service: { take, stop: () => made.stop() }, rows, letters, confirmed, lines, counters, readiness }
}

const text = (id: string, user = 'ada'): string =>
  JSON.stringify({ id, user, thread: 'tea', message: `text ${id}`, at: 1 })
const gap = (id: string): string => JSON.stringify({ id, gap: { from: 1, to: 2 } })
const verdicts = (confirmed: readonly Confirmation[]): readonly string[] =>
  confirmed.map(({ id, verdict }) => `${id} ${verdict}`)

test('messages are stored in their order, and each is confirmed', async () => {
  const { service: s, rows, confirmed } = service()
  await s.take([text('1'), text('2'), gap('gap 1'), text('3')])

  assert.deepEqual(
    rows.map((row) => (row as { id?: string }).id),
    ['1', '2', 'gap 1', '3'],
  )
  assert.deepEqual(verdicts(confirmed).toSorted(), ['1 stored', '2 stored', '3 stored', 'gap 1 stored'])
})

test('what comes twice is stored once, and confirmed again', async () => {
  const { service: s, rows, confirmed } = service()
  await s.take([text('1'), gap('gap 1')])
  await s.take([text('1'), gap('gap 1')])

  assert.equal(rows.length, 2)
  assert.equal(confirmed.length, 4)
})

test('what cannot be stored becomes a dead letter with its reason', async () => {
  const { service: s, letters, confirmed } = service()
  await s.take([text('1', 'eve'), JSON.stringify({ id: '2', user: 'ada', thread: 'No Permalink', message: 'hi' })])

  assert.deepEqual(letters.toSorted(), ['the author is not a member of the thread', 'the thread is no permalink'])
  assert.deepEqual(verdicts(confirmed).toSorted(), ['1 no_access', '2 refused'])
})

test('a peer that floods with malformed messages is counted, and fills neither log nor table', async () => {
  const { service: s, letters, lines, counters } = service()
  for (let turn = 0; turn < 100; turn++) await s.take(['nonsense', '{}', '[]'])

  assert.equal(counters.get('malformed_total'), 300)
  assert.ok(lines.length <= 2, `${lines.length} lines`)
  assert.equal(letters.length, 0)
})

test('a peer that floods with messages of no member fills the table up to a limit', async () => {
  const { service: s, letters, counters } = service()
  for (let turn = 0; turn < 30; turn++)
    await s.take(Array.from({ length: 500 }, (_, at) => text(`${turn} ${at}`, 'eve')))

  assert.equal(counters.get('dead_letters_total'), 15_000)
  assert.equal(letters.length, 10_000)
})

test('while the database cannot be written the messages wait, and nothing is confirmed', async () => {
  const { service: s, rows, confirmed, readiness } = service({ failures: 2 })
  const taking = s.take([text('1')])
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([rows, confirmed, readiness], [[], [], [false]])
  await taking

  assert.deepEqual([rows.length, verdicts(confirmed), readiness.at(-1)], [1, ['1 stored'], true])
})

test('a service that stops gives up waiting for the database', async () => {
  const { service: s, confirmed } = service({ failures: Number.MAX_SAFE_INTEGER })
  const taking = s.take([text('1')])
  await new Promise((resolve) => setImmediate(resolve))
  s.stop()

  await assert.rejects(taking)
  assert.deepEqual(confirmed, [])
})
