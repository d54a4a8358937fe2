/**
 * `npm run fuzz`: reads messages that are valid, nearly valid or hostile, in each format, and stops at what must not happen.
 * `-- --cases 10000000` sets how many (1,000,000 by default), `--seconds 600` ends earlier, `--serializer cbor` chooses one,
 * `--seed 7` repeats a run, and `--case 123` one case of it.
 */
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import { serializers } from '../vectors.ts'

/** What the project promises for one message on the machine that its figures come from. */
const MOST_MS = 50

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '86400' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    case: { type: 'string' },
    serializer: { type: 'string' },
  },
})

const seed = Number(values.seed)
const from = Number(values.case ?? 0)
const cases = values.case === undefined ? Number(values.cases) : 1
const until = performance.now() + Number(values.seconds) * 1000
console.log(`seed ${seed}`)

for (const serializer of serializers) {
  if (values.serializer !== undefined && values.serializer !== serializer.name) continue
  const start = performance.now()
  const { done, verdicts, slowest } = fuzz(serializer, { seed, from, cases, mostMs: MOST_MS, until })
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`)
  console.log(
    `${serializer.name}: ${done} cases in ${seconds} s: ${counts.join(', ')}; slowest ${slowest.ms.toFixed(1)} ms (case ${slowest.index})`,
  )
}
