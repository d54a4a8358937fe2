import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { WampError } from '@wampeter/client'
import { Counters } from '../../operation/counters.ts'
import { silentLog } from '../../operation/log.ts'
import { Recorder } from './recorder.ts'
import type { Outgoing } from './outgoing.ts'
import { SpoolContents } from './spool/spool-contents.ts'
import type { SpoolRecord } from './spool/records.ts'

/** A recorder with a spool in memory, whose syncs end when the test says so. */
function recorder(t: TestContext, { isMember = true } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const contents = new SpoolContents()
  const sent: Outgoing[] = []
  const published: string[] = []
  const sync = Promise.withResolvers<void>()
  const made = new Recorder({
    spool: {
      contents,
      add: (make: (n: number) => SpoolRecord) => {
        const n = contents.next
        contents.apply(make(n), 1)
        return { n, written: Promise.resolve() }
      },
      note: (record) => contents.apply(record, 1),
      synced: () => sync.promise,
    },
    access: { isMember: () => Promise.resolve(isMember) },
    log: silentLog,
    counters: new Counters(),
    send: (batch) => sent.push(...batch),
    publish: (entries) => {
      for (const { entry } of entries) if (entry.kind === 'message') published.push(entry.message.id)
      return Promise.resolve('published')
    },
  })
  made.opened(true)
  const answer = made.post('ada', { thread: 'tea', id: '1', text: 'hi' }).then(
    ({ stored }) => (stored ? 'stored' : 'kept'),
    (error: unknown) => (error instanceof WampError ? error.uri : String(error)),
  )
  const state = { answer: 'none yet' }
  void answer.then((text) => (state.answer = text))
  const later = async (ms: number): Promise<void> => {
    await turn()
    t.mock.timers.tick(ms)
    await turn()
  }
  return { recorder: made, sent, published, sync, state, contents, later }
}

test('a message goes to storage as soon as it is written; its answer waits for no sync of the spool', async (t) => {
  const { recorder: r, sent, published, state, contents, later } = recorder(t)
  await later(1)
  r.confirm([{ key: sent[0]?.key ?? '', verdict: 'stored' }])
  await later(1)

  assert.deepEqual([state.answer, published, contents.count], ['stored', ['1'], 0])
})

test('while storage does not answer, a message is acknowledged and published when the spool is synced', async (t) => {
  const { published, sync, state, later } = recorder(t)
  await later(1_200)
  assert.deepEqual([state.answer, published], ['none yet', []])
  sync.resolve()
  await later(1)

  assert.deepEqual([state.answer, published], ['kept', ['1']])
})

test('a spool that cannot be synced acknowledges nothing, and publishes nothing that is not stored', async (t) => {
  const { recorder: r, sent, published, sync, state, later } = recorder(t)
  await later(1_200)
  sync.reject(new Error('no space left'))
  await later(1)
  assert.deepEqual([state.answer, published], ['wamp.error.unavailable', []])
  r.confirm([{ key: sent[0]?.key ?? '', verdict: 'stored' }])
  await later(1)

  assert.deepEqual(published, ['1'])
})

test('while storage does not answer, who is no member is refused', async (t) => {
  const { published, sync, state, later } = recorder(t, { isMember: false })
  sync.resolve()
  await later(1_200)

  assert.deepEqual([state.answer, published], ['workshop.error.no_access', []])
})
