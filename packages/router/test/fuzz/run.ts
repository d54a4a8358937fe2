/**
 * `npm run fuzz:router`: sends random histories of odd messages to routers without a network, in every serializer. It
 * stops at the first history that breaks a rule, and prints the shortest one that still does. Options after `--`:
 * `--seconds 600` (60 by default), `--seed 7` repeats a run.
 */
import { parseArgs } from 'node:util'
import { fuzzRouter } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
})

console.log(`seed ${values.seed}`)
const got = await fuzzRouter({
  ...{ seed: Number(values.seed), histories: 1e9, mostMs: Number(values.seconds) * 1000 },
})
for (const [name, count] of [...got].toSorted(([, one], [, other]) => other - one)) console.log(`${count} ${name}`)
