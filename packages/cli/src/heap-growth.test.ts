import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const MiB = 2 ** 20

/** Keeps some memory, and makes garbage that has lived for a while. Prints the largest heap after the first collection. */
const PROGRAM = `
const row = () => Array.from({ length: 100 }, (_, at) => ({ at }))
const live = []
while (process.memoryUsage().heapUsed < ${64 * MiB}) for (let rows = 0; rows < 100; rows++) live.push(row())
gc()
const passing = []
let most = 0
for (let turn = 0; turn < 200_000; turn++) {
  passing[turn % 6_000] = row()
  if (turn % 100 === 0) most = Math.max(most, process.memoryUsage().heapUsed)
}
console.log(live.length > 0 ? most : 0)`

function largestHeapMiB(before: string): number {
  const command = ['--expose-gc', '--input-type=module', '--eval', `${before}\n${PROGRAM}`]
  return Number(execFileSync(process.execPath, command, { encoding: 'utf8' })) / MiB
}

const module = fileURLToPath(new URL('heap-growth.ts', import.meta.url))

/** It is 228 MiB. On a machine with much memory it would be 315 to 410 without the bound. */
test('the heap at most doubles between two full collections', () => {
  const most = largestHeapMiB(`import { boundHeapGrowth } from ${JSON.stringify(module)}\nboundHeapGrowth()`)
  assert.ok(most < 260, `${most.toFixed(0)} MiB`)
})
