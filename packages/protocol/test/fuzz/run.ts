/**
 * `npm run fuzz`: reads messages that are valid, nearly valid or hostile, in each format, and then batches of them. It
 * stops at the first frame that breaks a rule. Options after `--`: `--cases 10000000` sets the number of cases (1,000,000 by default),
 * `--seconds 600` ends the run earlier, `--serializer cbor` chooses one serializer, `--seed 7` repeats a run, and
 * `--case 123` runs one case of it; `--batched` runs batches only.
 */
import { parseArgs } from 'node:util'
import type { Serializer } from '../../src/index.ts'
import { fuzz } from './fuzz.ts'
import { serializers } from '../vectors.ts'

/** The project's limit for one message, on the machine of its published figures. */
const MOST_MS = 50
/** There is one batch for so many single messages, because a batch has several. */
const BATCH_SHARE = 5

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '86400' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    case: { type: 'string' },
    serializer: { type: 'string' },
    batched: { type: 'boolean', default: false },
  },
})

const seed = Number(values.seed)
const from = Number(values.case ?? 0)
const cases = values.case === undefined ? Number(values.cases) : 1
const until = performance.now() + Number(values.seconds) * 1000
console.log(`seed ${seed}`)

for (const serializer of serializers) {
  if (values.serializer !== undefined && values.serializer !== serializer.name) continue
  if (!values.batched) run(serializer, false)
  if (values.batched || values.case === undefined) run(serializer, true)
}

function run(serializer: Serializer, isBatched: boolean): void {
  const start = performance.now()
  const most = isBatched ? Math.ceil(cases / BATCH_SHARE) : cases
  const { done, verdicts, slowest } = fuzz(serializer, { seed, from, cases: most, mostMs: MOST_MS, until, isBatched })
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`)
  console.log(
    `${serializer.name}${isBatched ? '.batched' : ''}: ${done} cases in ${seconds} s: ${counts.join(', ')}; slowest ${slowest.ms.toFixed(1)} ms (case ${slowest.index})`,
  )
}
