/**
 * Has the path of a message become slower? Two checkouts run side by side and are loaded in turn. The order is
 * swapped each round, and the processes are started afresh several times, so that other load on the machine affects
 * both alike.
 *
 * node bench/two-checkouts.ts BEFORE [AFTER] [--processes 4] [--rounds 20] [--seconds 0.4] [--only TEXT]
 *
 * Without AFTER it is this checkout. A ratio of 1.02 says that AFTER does 2 % more per second of CPU.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measure } from './load/measure.ts'
import { calls, fanOut } from './load/scenarios.ts'
import type { Prepared } from './load/scenarios.ts'
import { medianInterval, table } from './load/statistics.ts'
import { Server } from './servers/server.ts'

const here = fileURLToPath(new URL('..', import.meta.url))

const SCENARIOS: Readonly<Record<string, (server: Server) => Promise<Prepared>>> = {
  'events to 1, single': (server) => fanOut(server, 1, 'single'),
  'events to 10, ten in a segment': (server) => fanOut(server, 10, 'segment'),
  'events to 100, ten publishers': (server) => fanOut(server, 100, 'publishers'),
  'calls, window 1': (server) => calls(server, 1),
  'calls, window 64': (server) => calls(server, 64),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    processes: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '0.4' },
    only: { type: 'string', default: '' },
  },
})
const [before, after = here] = positionals
if (before === undefined)
  throw new Error('the folder of the older checkout is missing: node bench/two-checkouts.ts BEFORE')

const rows: string[][] = []
const all: number[] = []
for (const [title, prepare] of Object.entries(SCENARIOS)) {
  if (!title.includes(values.only)) continue
  const ratios: number[] = []
  for (let pair = 0; pair < Number(values.processes); pair++) ratios.push(...(await race(prepare, pair)))
  all.push(...ratios)
  rows.push([title, ...cells(ratios)])
  console.log(rows.at(-1)?.join(' | '))
}
rows.push(['all', ...cells(all)])
console.log(`\n${table(['scenario', 'after is', '95 % interval of the median', 'rounds', 'verdict'], rows)}`)

function cells(ratios: readonly number[]): readonly string[] {
  const { low, median, high } = medianInterval(ratios)
  const verdict = median >= 0.98 && high >= 1 ? 'not slower' : 'SLOWER'
  return [`${median.toFixed(3)} ×`, `${low.toFixed(3)}–${high.toFixed(3)}`, String(ratios.length), verdict]
}

/** The ratios of one pair of processes. */
async function race(prepare: (server: Server) => Promise<Prepared>, pair: number): Promise<readonly number[]> {
  const order = pair % 2 === 0 ? [before ?? '', after] : [after, before ?? '']
  const entrants = new Map<string, { readonly server: Server; readonly prepared: Prepared }>()
  for (const checkout of order) {
    const server = await Server.startOf(checkout)
    entrants.set(checkout, { server, prepared: await prepare(server) })
  }
  const ratios: number[] = []
  for (let round = -1; round < Number(values.rounds); round++) {
    const rates = new Map<string, number>()
    for (const checkout of round % 2 === 0 ? order : order.toReversed()) {
      const entrant = entrants.get(checkout)
      if (entrant === undefined) continue
      const { messagesPerCpuSecond } = await measure(entrant.server, Number(values.seconds), entrant.prepared.step)
      rates.set(checkout, messagesPerCpuSecond)
    }
    const ratio = (rates.get(after) ?? Number.NaN) / (rates.get(before ?? '') ?? Number.NaN)
    if (round >= 0) ratios.push(ratio) // the first one warms both up
  }
  for (const { server, prepared } of entrants.values()) {
    prepared.end()
    server.stop()
  }
  return ratios
}
