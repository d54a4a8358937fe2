/** A file that cannot grow, as on a full disk: the system refuses writes beyond `ulimit -f`. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Spool } from './spool.ts'

const PROGRAM = `
const { Spool } = await import(process.argv[1])
const spool = await Spool.open(process.argv[2], 1 << 30)
let kept = 0
const outcomes = new Set()
for (let turn = 0; turn < 40; turn++) {
  const message = { id: String(turn), user: 'ada', thread: 'tea', message: 'x'.repeat(1_000), at: 1 }
  try {
    await spool.add((n) => ({ kind: 'message', n, message, isDirect: false })).written
    kept++
  } catch (error) {
    outcomes.add(error.name)
  }
}
console.log(JSON.stringify({ kept, outcomes: [...outcomes] }))
process.exit(0)
`

test('on a full disk what is added is refused, and what was acknowledged stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spool-'))
  const file = join(folder, 'spool')
  const module = new URL('spool.ts', import.meta.url).href
  const command = 'ulimit -f 16; exec "$0" --input-type=module -e "$1" "$2" "$3"' // 16 blocks of 1,024 or 512 bytes
  const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, PROGRAM, module, file], {
    encoding: 'utf8',
  })
  const { kept, outcomes } = JSON.parse(stdout || JSON.stringify(stderr)) as { kept: number; outcomes: string[] }

  assert.deepEqual(outcomes, ['SpoolFailed'])
  assert.ok(kept > 3 && kept < 20, `${kept} were kept`)
  const again = await Spool.open(file, 1 << 30)
  assert.equal(again.contents.count, kept)
  assert.equal(again.contents.damaged, 0)
  await again.close()
  await rm(folder, { recursive: true })
})
