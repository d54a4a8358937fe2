import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeTogether } from './change.ts'
import type { Change } from './change.ts'

type Phase = 'prepare' | 'giveWay' | 'open'

/** Two parts of a change that record their calls. One of them may fail in a phase. */
function setUp(failing?: { readonly part: string; readonly phase: Phase }) {
  const log: string[] = []
  const change = (part: string): Change => {
    const enter = (phase: string): void => {
      log.push(`${part} ${phase}`)
      if (failing?.part === part && failing.phase === phase) throw new Error(`${part} cannot ${phase}`)
    }
    return {
      wanted: [],
      prepare: async () => enter('prepare'),
      giveWay: () => enter('giveWay'),
      open: async () => enter('open'),
      withdraw: () => enter('withdraw'),
      restore: async () => enter('restore'),
      commit: () => enter('commit'),
    }
  }
  return { log, changes: [change('a'), change('b')] }
}

const UNDONE = ['a withdraw', 'b withdraw', 'a restore', 'b restore']

test('all parts go through each phase together', async () => {
  const { log, changes } = setUp()
  await changeTogether(changes)
  const phases = ['prepare', 'giveWay', 'open', 'commit']
  assert.deepEqual(
    log,
    phases.flatMap((phase) => [`a ${phase}`, `b ${phase}`]),
  )
})

for (const phase of ['prepare', 'giveWay', 'open'] as const)
  test(`a part that fails to ${phase} takes every part back, and nothing is committed`, async () => {
    const { log, changes } = setUp({ part: 'b', phase })
    await assert.rejects(changeTogether(changes), new Error(`b cannot ${phase}`))
    assert.deepEqual(log.slice(-4), UNDONE)
    assert.ok(!log.some((entry) => entry.endsWith('commit')))
  })

test('parts after the failing one do not start that phase', async () => {
  const { log, changes } = setUp({ part: 'a', phase: 'open' })
  await assert.rejects(changeTogether(changes))
  assert.ok(!log.includes('b open'))
})

test('every part gets the listeners that all parts will open', async () => {
  const wanted = [{ port: 1 }, { port: 2 }] as unknown as Change['wanted']
  const told: unknown[] = []
  const { changes } = setUp()
  await changeTogether(
    changes.map((change, at) => ({
      ...change,
      wanted: wanted.slice(at, at + 1),
      giveWay: (all) => void told.push(all),
    })),
  )
  assert.deepEqual(told, [wanted, wanted])
})
