import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { Syncing } from './syncing.ts'

function syncing() {
  const running: PromiseWithResolvers<void>[] = []
  const made = new Syncing(() => {
    const one = Promise.withResolvers<void>()
    running.push(one)
    return one.promise
  })
  const ended: string[] = []
  const wait = (name: string): void =>
    void made.done().then(
      () => ended.push(name),
      () => ended.push(`${name} failed`),
    )
  return { running, ended, wait }
}

test('whoever comes while a sync runs shares the next one: the running one may not cover them', async () => {
  const { running, ended, wait } = syncing()
  for (const name of ['a', 'b', 'c']) wait(name)
  running[0]?.resolve()
  await turn()
  assert.deepEqual([running.length, ended], [2, ['a']])

  running[1]?.resolve()
  await turn()
  assert.deepEqual([running.length, ended], [2, ['a', 'b', 'c']])
})

test('a sync that fails is told to those who waited for it, and the next ones get another', async () => {
  const { running, ended, wait } = syncing()
  wait('a')
  wait('b')
  running[0]?.reject(new Error('the disk is gone'))
  await turn()
  running[1]?.resolve()
  await turn()
  assert.deepEqual(ended, ['a failed', 'b'])

  wait('c')
  running[2]?.resolve()
  await turn()
  assert.deepEqual(ended, ['a failed', 'b', 'c'])
})
